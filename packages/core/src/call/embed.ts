import { ConfigurationError, UnsupportedError } from '../contract/errors.ts';
import type { ModelInfo } from '../contract/model-info.ts';
import type { EmbedRequest, EmbedResult, Provider } from '../contract/provider.ts';
import type { GenerateRequest } from '../contract/request.ts';
import { optionsFor } from '../models/provider-options.ts';
import { checkOptions } from '../options/check-options.ts';
import { Config } from '../options/config.ts';
import type { CallOptions, EmbedOptions } from '../options/options.ts';
import { retryOverrides } from '../options/retry-overrides.ts';
import { toLimits } from '../options/timeout.ts';
import { addResults } from '../tools/total-usage.ts';
import type { ClientContext } from './client-context.ts';
import { splitInputs } from './embed-parts.ts';
import { type OperationResult, runOperation } from './operation.ts';
import { withDefaults } from './prepare-request.ts';

/** Maximum number of concurrent requests of one `embed` call. */
const concurrency = 4;

/**
 * Returns vectors for texts. Splits the texts into several requests if the model limits the size of one.
 *
 * @param given options, or only the text or texts
 * @throws UnsupportedError if the provider has no embeddings
 * @throws ConfigurationError for an empty input or a missing model
 * @throws BudgetExceededError if the budget may not suffice; no request was sent
 */
export async function embed(
  context: ClientContext,
  given: string | readonly string[] | EmbedOptions,
): Promise<EmbedResult> {
  const { provider } = context;
  const options = toOptions(context, given);
  const { embed: send } = provider;
  if (!send) throw new UnsupportedError(`The provider '${provider.name}' does not support embeddings.`);
  options.signal?.throwIfAborted();
  const model = toModel(provider, options);
  const input = toInput(options);
  const providerOptions = optionsFor(provider.name, options.providerOptions);
  const { dimensions, cache = context.settings().enableCache } = options;
  const pipeline = context.pipeline(options);
  const parts = splitInputs(input, model.embedLimits);
  const results: OperationResult<EmbedResult>[] = [];
  const waiting = parts.entries();
  const work = async (): Promise<void> => {
    for (const [place, texts] of waiting) {
      results[place] = await runOperation(pipeline, describe(provider, model, texts, options), {
        cached: Boolean(cache),
        send: ({ signal, onRateLimit }) => {
          const request: EmbedRequest = {
            model: model.id,
            input: texts,
            dimensions,
            signal,
            providerOptions,
            onRateLimit,
          };
          return send.call(provider, request);
        },
        report: (value) => ({ usage: { ...value.usage, outputTokens: 0 }, model: value.model }),
      });
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, parts.length) }, work));
  return toResult(results);
}

/** Returns the validated options with the client defaults that `embed` supports. */
function toOptions({ defaults }: ClientContext, given: string | readonly string[] | EmbedOptions): EmbedOptions {
  const isInput = typeof given === 'string' || Array.isArray(given);
  const options = isInput ? { input: given as string | readonly string[] } : (given as EmbedOptions);
  checkOptions(options, 'embed');
  const { signal, notify, timeout } = defaults;
  const own = { signal, notify, timeout, ...retryOverrides(defaults) };
  return withDefaults(own, options as EmbedOptions & CallOptions);
}

/** Describes the request to the layers: its texts are the messages, and it has no output. */
function describe(
  provider: Provider,
  model: ModelInfo,
  texts: readonly string[],
  { timeout, cache, signal, notify, dimensions, providerOptions }: EmbedOptions,
): GenerateRequest {
  return Object.freeze({
    operation: 'embed',
    dimensions,
    provider: provider.name,
    model: model.id,
    modelInfo: model,
    messages: texts.map((content) => ({ role: 'user', content }) as const),
    maxTokens: 0,
    stream: false,
    timeout: toLimits(Config.current.timeout, timeout),
    cache,
    signal,
    notify,
    providerOptions,
  });
}

function toResult(results: readonly OperationResult<EmbedResult>[]): EmbedResult {
  const sums = addResults(results.map((result) => ({ ...result, usage: result.value.usage, warnings: [] })));
  const { usage, cost, cached, attempts } = sums;
  const embeddings = results.flatMap(({ value }) => value.embeddings);
  const model = results[0]?.value.model ?? '';
  return { embeddings, usage, model, ...(cost && { cost }), cached, attempts };
}

function toModel(provider: Provider, { model }: EmbedOptions): ModelInfo {
  const name = model ?? provider.defaultEmbeddingModel;
  if (name !== undefined) return provider.model(name);
  throw new ConfigurationError(`Option 'model' is missing: ${provider.name} has no default embedding model.`);
}

function toInput({ input }: EmbedOptions): readonly string[] {
  const texts = typeof input === 'string' ? [input] : input;
  if (Array.isArray(texts) && texts.length > 0 && texts.every((text) => typeof text === 'string' && text !== '')) {
    return texts;
  }
  throw new ConfigurationError("Option 'input' must be a non-empty text or a list of non-empty texts.");
}
