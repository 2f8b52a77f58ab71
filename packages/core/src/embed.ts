import type { Settings } from './config.ts';
import { ConfigurationError, UnsupportedError } from './errors.ts';
import type { EmbedOptions } from './options.ts';
import type { EmbedResult, Provider } from './provider.ts';
import { retrying } from './retry-loop.ts';
import { checkNames } from './validate.ts';

const names = ['input', 'model', 'dimensions', 'signal', 'notify', 'providerOptions'];

/**
 * Asks a provider for vectors, with retries.
 *
 * @throws UnsupportedError when the provider has no embeddings
 * @throws ConfigurationError for an empty input or a missing model
 */
export async function embed(provider: Provider, options: EmbedOptions, settings: Settings): Promise<EmbedResult> {
  checkNames(options, names, 'embed');
  if (!provider.embed) throw new UnsupportedError(`${provider.name} has no embeddings.`);
  const input = typeof options.input === 'string' ? [options.input] : options.input;
  if (!Array.isArray(input) || input.length === 0 || input.some((text) => typeof text !== 'string' || text === '')) {
    throw new ConfigurationError("Option 'input' must be a text or a list of texts, none of them empty.");
  }
  const name = options.model ?? provider.defaultEmbeddingModel;
  if (name === undefined)
    throw new ConfigurationError("Option 'model' is missing: the provider has no default for it.");
  const { dimensions, signal, notify, providerOptions } = options;
  const request = { model: provider.model(name).id, input, dimensions, signal, providerOptions };
  const ask = provider.embed.bind(provider, request);
  const maxRetries = settings.enableRetries ? settings.maxRetries : 0;
  const context = { provider: provider.name, model: request.model, signal, notify };
  return (await retrying(ask, { ...settings, maxRetries }, context)).value;
}
