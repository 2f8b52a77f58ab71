import type { GenerateRequest } from '../contract/request.ts';
import { plainName } from '../util/names.ts';
import { listProviders } from './registry.ts';

type Options = NonNullable<GenerateRequest['providerOptions']>;

/**
 * Returns `true` if `providerOptions` are keyed by provider: every key is the name of `provider` or of a registered
 * provider, and every value is an object.
 */
export function isKeyedByProvider(options: Options, provider: string): boolean {
  const entries = Object.entries(options);
  if (entries.length === 0 || !entries.every(([, value]) => typeof value === 'object' && value !== null)) return false;
  const known = new Set([provider, ...listProviders().map(({ name }) => name)].map(plainName));
  return entries.every(([key]) => known.has(plainName(key)));
}

/** Returns the part of `providerOptions` for a provider: all of it, unless it is keyed by provider. */
export function optionsFor(provider: string, options: Options | undefined): Options | undefined {
  if (!options || !isKeyedByProvider(options, provider)) return options;
  const own = Object.entries(options).find(([key]) => plainName(key) === plainName(provider))?.[1];
  return own as Options | undefined;
}

/** Returns the request with the part of its `providerOptions` for a provider. */
export function withOwnOptions(provider: string, request: GenerateRequest): GenerateRequest {
  const { providerOptions } = request;
  const own = optionsFor(provider, providerOptions);
  return own === providerOptions ? request : Object.freeze({ ...request, providerOptions: own });
}
