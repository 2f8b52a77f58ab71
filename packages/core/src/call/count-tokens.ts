import type { Attempt } from '../contract/error-details.ts';
import { ConfigurationError, UnsupportedError } from '../contract/errors.ts';
import { modelOf } from '../models/find-model.ts';
import type { GenerateOptions } from '../options/options.ts';
import { countLocally } from '../tokens/request-tokens.ts';
import { formatValue } from '../util/format-value.ts';
import type { ClientContext } from './client-context.ts';
import { runOperation } from './operation.ts';
import { prepareRequest } from './prepare-request.ts';

/** Number of input tokens of a request, and how exact it is. */
export interface TokenCount {
  readonly tokens: number;
  /**
   * `exact`: counted with the tokenizer of the model. `endpoint`: counted by the provider. `estimate`: derived from
   * another tokenizer.
   */
  readonly method: 'exact' | 'endpoint' | 'estimate';
  /** Maximum difference to the true number, in tokens, in both directions. 0 if the count is exact. */
  readonly bound: number;
  /** Requests that were sent, with `method: 'endpoint'`. */
  readonly attempts?: readonly Attempt[] | undefined;
}

/** Options of `countTokens`. */
export interface CountTokensOptions {
  /** `endpoint` sends a request to the provider's token counter. @default counts locally */
  readonly method?: 'endpoint' | undefined;
}

/**
 * Counts the input tokens of a call.
 *
 * @param options checked options of the call, with the defaults of the client
 * @throws UnsupportedError if `method` is `endpoint` and the provider has no token counter
 */
export async function countTokens(
  context: ClientContext,
  options: GenerateOptions,
  { method }: CountTokensOptions,
): Promise<TokenCount> {
  const { provider } = context;
  const { request } = await prepareRequest(provider, options);
  if (method === undefined) {
    const { tokens, exact, bound } = await countLocally(request, modelOf(provider, request));
    return { tokens, method: exact ? 'exact' : 'estimate', bound };
  }
  if (method !== 'endpoint') {
    throw new ConfigurationError(`Option 'method' must be 'endpoint', not ${formatValue(method)}.`);
  }
  const { countTokens: send } = provider;
  if (!send) throw new UnsupportedError(`The provider '${provider.name}' has no endpoint that counts tokens.`);
  const asked = Object.freeze({ ...request, operation: 'countTokens', stream: false, maxTokens: 0 } as const);
  const { value, attempts } = await runOperation(context.pipeline(options), asked, {
    free: true,
    send: ({ signal, onRateLimit }) => send.call(provider, Object.freeze({ ...request, signal, onRateLimit })),
    report: () => ({ usage: { inputTokens: 0, outputTokens: 0, totalTokens: 0 }, model: request.model }),
  });
  return { tokens: value, method, bound: 0, attempts };
}
