import { accountOf } from '../account/accounts.ts';
import type { Ledger } from '../account/budget-ledger.ts';
import { spend } from '../account/budget-reservation.ts';
import { ConfigurationError, UnsupportedError } from '../contract/errors.ts';
import type { EmbedResult, Provider } from '../contract/provider.ts';
import { inTurn } from '../middleware/rate-limit.ts';
import { retrying, toRetryOptions } from '../middleware/retry-loop.ts';
import { costAt } from '../models/price.ts';
import { checkNames } from '../options/check-option-names.ts';
import type { Settings } from '../options/config.ts';
import type { CallOptions, EmbedOptions } from '../options/options.ts';
import { tokensIn } from '../tokens/quick-estimate.ts';
import { abortable } from '../util/abort.ts';

const names = ['input', 'model', 'dimensions', 'signal', 'notify', 'providerOptions'];

/** What of a client's own holds for its calls. */
export interface EmbedContext {
  /** Of them, `signal` and `notify` hold here. */
  readonly defaults?: CallOptions | undefined;
  /** Of its budget. */
  readonly ledger?: Ledger | undefined;
}

/**
 * Asks a provider for vectors, with retries.
 *
 * @throws UnsupportedError when the provider has no embeddings
 * @throws ConfigurationError for an empty input or a missing model
 * @throws BudgetExceededError where a budget has not enough left, before anything is sent
 */
export async function embed(
  provider: Provider,
  options: EmbedOptions,
  settings: Settings,
  { defaults = {}, ledger }: EmbedContext = {},
): Promise<EmbedResult> {
  checkNames(options, names, 'embed');
  if (!provider.embed) throw new UnsupportedError(`${provider.name} has no embeddings.`);
  const { dimensions, signal = defaults.signal, notify = defaults.notify, providerOptions } = options;
  signal?.throwIfAborted();
  const request = { model: toModel(provider, options), input: toInput(options), dimensions, signal, providerOptions };
  const ask = provider.embed.bind(provider, request);
  const { gate, retries } = accountOf(provider);
  const { limits, maxDelay, enableRetries, maxRetries } = settings;
  const patient = enableRetries && maxRetries > 0;
  const context = { provider: provider.name, model: request.model, signal, notify };
  const bytes = request.input.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  const tokens = tokensIn(bytes);
  const attempt = async (): Promise<EmbedResult> => {
    const expense = ledger && spend(ledger, provider, request.model, () => [{ inputTokens: bytes, outputTokens: 0 }]);
    try {
      const result = priced(await abortable(ask(), signal), provider, request.model);
      expense?.paid(result.cost);
      return result;
    } catch (error) {
      expense?.failed(error);
      throw error;
    } finally {
      expense?.over();
    }
  };
  const limited = (): Promise<EmbedResult> =>
    limits === false ? attempt() : inTurn(context, tokens, { gate, limits: limits ?? {}, maxDelay, patient }, attempt);
  return (await retrying(limited, toRetryOptions(settings, retries), context)).value;
}

function priced(result: EmbedResult, provider: Provider, model: string): EmbedResult {
  const cost = costAt(provider, { ...result.usage, outputTokens: 0 }, result.model, model);
  return cost ? { ...result, cost } : result;
}

function toModel(provider: Provider, { model, dimensions }: EmbedOptions): string {
  if (dimensions !== undefined && !(Number.isInteger(dimensions) && dimensions > 0)) {
    throw new ConfigurationError(`Option 'dimensions' must be a whole number of at least 1, not ${dimensions}.`);
  }
  const name = model ?? provider.defaultEmbeddingModel;
  if (name !== undefined) return provider.model(name).id;
  throw new ConfigurationError("Option 'model' is missing: the provider has no default for it.");
}

function toInput({ input }: EmbedOptions): readonly string[] {
  const texts = typeof input === 'string' ? [input] : input;
  if (Array.isArray(texts) && texts.length > 0 && texts.every((text) => typeof text === 'string' && text !== '')) {
    return texts;
  }
  throw new ConfigurationError("Option 'input' must be a text or a list of texts, none of them empty.");
}
