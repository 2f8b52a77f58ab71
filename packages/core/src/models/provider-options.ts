import type { GenerateRequest } from '../contract/request.ts';
import { plainName } from '../util/names.ts';
import { listProviders } from './registry.ts';

type Options = NonNullable<GenerateRequest['providerOptions']>;

/**
 * Returns `true` if `providerOptions` are keyed by provider: every value is an object, and one key is the name of
 * `provider`, or every key is the name of a registered provider.
 */
export function isKeyedByProvider(options: Options, provider: string): boolean {
  const entries = Object.entries(options);
  if (entries.length === 0 || !entries.every(([, value]) => typeof value === 'object' && value !== null)) return false;
  const names = entries.map(([key]) => plainName(key));
  if (names.includes(plainName(provider))) return true;
  const registered = new Set(listProviders().map(({ name }) => plainName(name)));
  return names.every((name) => registered.has(name));
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
