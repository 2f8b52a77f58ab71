import { ConfigurationError } from '@rephysco/core';
import { type GenerateRequest, requestModel } from '@rephysco/core/provider';
import type { API, Dialect } from './dialect.ts';

/**
 * The protocol that the option `api` names.
 *
 * @throws ConfigurationError for one that the service does not speak
 */
export function checkAPI({ name, apis = ['chat'] }: Dialect, api: string | undefined): API | undefined {
  const known = apis.find((each) => each === api);
  if (known !== undefined || api === undefined) return known;
  throw new ConfigurationError(`${name} does not speak '${api}'. Option 'api' may be: ${apis.join(', ')}.`);
}

/** The option, what the model's table says, or the dialect's first. */
export function apiOf(request: GenerateRequest, { models, apis = ['chat'] }: Dialect, asked: API | undefined): API {
  if (asked !== undefined) return asked;
  const { api, apiWithTools = api } = requestModel(request, models);
  const wanted = request.providerTools?.length ? 'responses' : request.tools?.length ? apiWithTools : api;
  return apis.find((each) => each === wanted) ?? apis[0] ?? 'chat';
}
