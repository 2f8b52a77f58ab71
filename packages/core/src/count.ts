import { abortable } from './abort.ts';
import { ConfigurationError, UnsupportedError } from './errors.ts';
import type { Provider, Tokenizer } from './provider.ts';
import type { GenerateRequest } from './request.ts';
import { type RetryOptions, retrying } from './retry-loop.ts';
import { countWith, type Encoding } from './tokens.ts';
import { shown } from './wording.ts';

/** How many tokens a request has, and how sure that is. */
export interface TokenCount {
  readonly tokens: number;
  /** Counted here with the model's own encoding, by the provider's endpoint, or estimated from another encoding. */
  readonly method: 'exact' | 'endpoint' | 'estimate';
  /** Largest relative error to expect: 0.26 means that the true count is at most 26 % away. 0 where it is exact. */
  readonly bound: number;
}

/** How to count. */
export interface CountTokensOptions {
  /** Ask the provider instead of counting here; costs a request. Default: no network. */
  readonly method?: 'endpoint' | undefined;
}

const exact: Partial<Record<Tokenizer, Encoding>> = { o200k_base: 'o200k_base', cl100k_base: 'cl100k_base' };

// Largest deviation from o200k_base over 16 texts in ten languages and forms, measured with each real tokenizer:
// number-heavy JSON is 24 to 26 % above, Chinese prose 27 % below.
const estimateBound = 0.27;

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
  const { tokenizer } = provider.model(request.model);
  const encoding = tokenizer && exact[tokenizer];
  const plain = request.tools === undefined && request.messages.every(({ content }) => typeof content === 'string');
  const tokens = await countWith(encoding ?? 'o200k_base', request);
  return encoding && plain
    ? { tokens, method: 'exact', bound: 0 }
    : { tokens, method: 'estimate', bound: estimateBound };
}
