import type { GenerateRequest } from '../contract/request.ts';

/**
 * Returns the lifetime of a prompt in the provider's cache: the shortest supported lifetime that is long enough, else
 * the longest. Adds a warning for a change.
 *
 * @param supported supported lifetimes in seconds, from the shortest, which is the default
 */
export function cacheLifetime(
  { promptCache, model }: Pick<GenerateRequest, 'promptCache' | 'model'>,
  supported: readonly [number, ...(readonly number[])],
  warnings: string[],
): number {
  const { ttl = supported[0] } = promptCache ?? {};
  const lifetime = supported.find((seconds) => seconds >= ttl) ?? supported.at(-1) ?? ttl;
  if (lifetime !== ttl) {
    warnings.push(`${model} keeps prompts for ${supported.join(' or ')} s: 'promptCache.ttl' became ${lifetime} s.`);
  }
  return lifetime;
}
