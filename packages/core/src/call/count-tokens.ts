import { ConfigurationError, UnsupportedError } from '../contract/errors.ts';
import type { Provider } from '../contract/provider.ts';
import type { GenerateRequest } from '../contract/request.ts';
import { type RetryOptions, retrying } from '../middleware/retry-loop.ts';
import { countOwn } from '../tokens/request-tokens.ts';
import { abortable } from '../util/abort.ts';
import { shown } from '../util/format-value.ts';

/** How many tokens a request has, and how sure that is. */
export interface TokenCount {
  readonly tokens: number;
  /** Counted here with the model's own encoding, by the provider's endpoint, or estimated from another encoding. */
  readonly method: 'exact' | 'endpoint' | 'estimate';
  /** Most tokens by which the true count may differ, either way; 0 where it is exact. */
  readonly bound: number;
}

/** How to count. */
export interface CountTokensOptions {
  /** Ask the provider instead of counting here; costs a request. Default: no network. */
  readonly method?: 'endpoint' | undefined;
}

/**
 * Counts the input tokens of a request.
 *
 * @param retries for the endpoint
 * @throws UnsupportedError when the endpoint is asked for and the provider has none
 */
export async function countRequest(
  provider: Provider,
  request: GenerateRequest,
  { method }: CountTokensOptions,
  retries: RetryOptions,
): Promise<TokenCount> {
  if (method === 'endpoint') {
    if (!provider.countTokens) throw new UnsupportedError(`${provider.name} has no endpoint that counts tokens.`);
    const ask = provider.countTokens.bind(provider, request);
    const { value: tokens } = await retrying(() => abortable(ask(), request.signal), retries, request);
    return { tokens, method, bound: 0 };
  }
  if (method !== undefined) throw new ConfigurationError(`Option 'method' must be 'endpoint', not ${shown(method)}.`);
  const { tokens, exact, bound } = await countOwn(request, provider.model(request.model));
  return { tokens, method: exact ? 'exact' : 'estimate', bound };
}
