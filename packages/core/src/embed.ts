import { abortable } from './abort.ts';
import { accountOf } from './accounts.ts';
import type { Settings } from './config.ts';
import { ConfigurationError, UnsupportedError } from './errors.ts';
import { inTurn } from './middleware/limit.ts';
import type { CallOptions, EmbedOptions } from './options.ts';
import type { EmbedResult, Provider } from './provider.ts';
import { tokensIn } from './request-size.ts';
import { retrying, toRetryOptions } from './retry-loop.ts';
import { checkNames } from './validate.ts';

const names = ['input', 'model', 'dimensions', 'signal', 'notify', 'providerOptions'];

/**
 * Asks a provider for vectors, with retries.
 *
 * @param defaults the client's; of them, `signal` and `notify` hold here
 * @throws UnsupportedError when the provider has no embeddings
 * @throws ConfigurationError for an empty input or a missing model
 */
export async function embed(
  provider: Provider,
  options: EmbedOptions,
  settings: Settings,
  defaults: CallOptions = {},
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
  const tokens = tokensIn(request.input.reduce((bytes, text) => bytes + Buffer.byteLength(text), 0));
  const attempt = (): Promise<EmbedResult> => abortable(ask(), signal);
  const limited = (): Promise<EmbedResult> =>
    limits === false ? attempt() : inTurn(context, tokens, { gate, limits: limits ?? {}, maxDelay, patient }, attempt);
  return (await retrying(limited, toRetryOptions(settings, retries), context)).value;
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
