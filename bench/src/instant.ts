import type { ModelInfo, Provider } from '@rephysco/core';
import { type Batch, fromBatches } from '@rephysco/core/middleware';

const model: ModelInfo = { id: 'instant-1', input: ['text'], tokenizer: 'o200k_base' };

/** Returns a provider with almost no overhead. Each answer is a text in a number of pieces. */
export function instantProvider(pieces = 1): Provider {
  return {
    name: 'instant',
    defaultModel: model.id,
    model: () => model,
    generate: () => fromBatches(instantAnswer(pieces)),
  };
}

/** Batches of an answer: its pieces, one per batch, and the end. */
export async function* instantAnswer(pieces = 1): AsyncGenerator<Batch> {
  const usage = { inputTokens: 3, outputTokens: 2, totalTokens: 5 };
  for (let piece = 1; piece < pieces; piece += 1) yield [{ type: 'text', text: 'Hello. ' }];
  yield [
    { type: 'text', text: 'Hello.' },
    { type: 'finish', finishReason: 'stop', model: model.id, provider: 'instant', usage },
  ];
}
