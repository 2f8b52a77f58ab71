import { ConfigurationError } from '@rephysco/core';
import { type GenerateRequest, requestModel } from '@rephysco/core/provider';
import type { API, Dialect } from './dialect.ts';

/**
 * Returns the protocol that the option `api` names, or `undefined` if it is not set.
 *
 * @throws ConfigurationError if the service does not support the protocol
 */
export function checkAPI({ name, apis = ['chat'] }: Dialect, api: string | undefined): API | undefined {
  const known = apis.find((each) => each === api);
  if (known !== undefined || api === undefined) return known;
  throw new ConfigurationError(
    `${name} does not support the protocol '${api}'. Set 'api' to one of: ${apis.join(', ')}.`,
  );
}

/**
 * Returns the protocol of a request: the option `api`, the protocol in the model's table, or the first of the dialect.
 */
export function apiOf(request: GenerateRequest, { models, apis = ['chat'] }: Dialect, asked: API | undefined): API {
  if (asked !== undefined) return asked;
  const { api, apiWithTools = api } = requestModel(request, models);
  const wanted = request.providerTools?.length ? 'responses' : request.tools?.length ? apiWithTools : api;
  return apis.find((each) => each === wanted) ?? apis[0] ?? 'chat';
}
