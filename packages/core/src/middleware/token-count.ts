import { providerError } from '../contract/errors.ts';
import type { FinishEvent } from '../contract/events.ts';
import { messageText } from '../contract/message.ts';
import type { Handler, Middleware } from '../contract/middleware.ts';
import type { ModelInfo } from '../contract/model-info.ts';
import type { Provider } from '../contract/provider.ts';
import type { GenerateRequest } from '../contract/request.ts';
import { modelOf } from '../models/find-model.ts';
import type { Batch } from '../stream/batches.ts';
import { applyLayer, batchesOf } from '../stream/transform.ts';
import type { StreamLayer } from '../stream/transformed-batches.ts';
import { ownCounter } from '../tokens/own-tokenizer.ts';
import { estimateTokens } from '../tokens/quick-estimate.ts';
import { countLocally } from '../tokens/request-tokens.ts';
import { textCounter } from '../tokens/text-tokens.ts';
import { tokenProfile } from '../tokens/tokenizer-profiles.ts';
import { weigh } from '../tokens/weigh.ts';
import { createWrittenText, type WrittenText } from '../tokens/written-text.ts';

/**
 * Returns middleware that counts tokens if a provider reports none, and marks them as `estimated`. It also rejects
 * requests that exceed the context window before sending. It loads the tokenizer only if one of these may apply.
 */
export function tokenCount(provider: Pick<Provider, 'model'>): Middleware {
  return (request, next) => applyLayer(new TokenCountLayer(modelOf(provider, request), request, next));
}

class TokenCountLayer implements StreamLayer {
  readonly #model: ModelInfo;
  readonly #request: GenerateRequest;
  readonly #next: Handler;
  #written: WrittenText | undefined;

  constructor(model: ModelInfo, request: GenerateRequest, next: Handler) {
    this.#model = model;
    this.#request = request;
    this.#next = next;
  }

  open(): AsyncIterator<Batch> | Promise<AsyncIterator<Batch>> {
    const [model, request] = [this.#model, this.#request];
    const open = (): AsyncIterator<Batch> => batchesOf(this.#next(request));
    return mayOverflow(model, request) ? checkWindow(model, request).then(open) : open();
  }

  batch(batch: Batch): Batch | Promise<Batch> {
    if (hasUsage(batch)) return batch;
    this.#written ??= createWrittenText();
    return withUsage(batch, this.#written, this.#request, this.#model);
  }
}

function hasUsage(batch: Batch): boolean {
  const last = batch.at(-1);
  return last?.type === 'finish' && last.usage.outputTokens !== undefined;
}

function withUsage(
  batch: Batch,
  written: WrittenText,
  request: GenerateRequest,
  model: ModelInfo,
): Batch | Promise<Batch> {
  for (const event of batch) written.add(event);
  const last = batch.at(-1);
  if (last?.type !== 'finish') return batch;
  return counted(last, request, written, model).then((finish) => [...batch.slice(0, -1), finish]);
}

async function counted(
  finish: FinishEvent,
  request: GenerateRequest,
  written: WrittenText,
  model: ModelInfo,
): Promise<FinishEvent> {
  const rough = written.roughTokens();
  if (rough !== undefined) {
    return withTokens(finish, finish.usage.inputTokens ?? estimateTokens({ ...request, maxTokens: 0 }), rough);
  }
  const text = written.text();
  const { tokenizer } = request;
  const count = tokenizer ? ownCounter(tokenizer, model.id) : await textCounter('o200k_base');
  const inputTokens = finish.usage.inputTokens ?? (await countLocally(request, model)).tokens;
  const vocabulary = tokenizer ? undefined : tokenProfile(model).vocabulary;
  const tokens = vocabulary ? weigh(text, count, vocabulary).tokens : count(text);
  return withTokens(finish, inputTokens, Math.round(tokens * written.scale()));
}

function withTokens(finish: FinishEvent, inputTokens: number, outputTokens: number): FinishEvent {
  const totalTokens = inputTokens + outputTokens;
  return { ...finish, usage: { ...finish.usage, inputTokens, outputTokens, totalTokens, estimated: true } };
}

/** Minimum average number of characters per token in any language. Shorter texts need no count. */
const charactersPerToken = 2;

function mayOverflow({ contextWindow = Infinity }: ModelInfo, { messages }: GenerateRequest): boolean {
  if (contextWindow === Infinity) return false;
  const length = messages.reduce((sum, message) => sum + messageText(message).length, 0);
  return length >= contextWindow * charactersPerToken;
}

async function checkWindow(model: ModelInfo, request: GenerateRequest): Promise<void> {
  const { contextWindow = Infinity } = model;
  const { tokens, bound } = await countLocally(request, model);
  if (tokens - bound <= contextWindow) return;
  const { provider } = request;
  throw providerError(
    'context_length_exceeded',
    `The request has about ${tokens} tokens, but the context window of ${provider}:${model.id} has ${contextWindow}. ` +
      'Nothing was sent. Shorten the request, or use a model with a larger window.',
    { provider, code: 'context_length_exceeded' },
  );
}
