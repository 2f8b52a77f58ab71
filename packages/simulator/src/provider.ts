import { setTimeout as delay } from 'node:timers/promises';
import type { EmbedResult, Provider, StreamEvent } from '@rephysco/core';
import {
  createAnswer,
  type EmbedRequest,
  findModel,
  type GenerateRequest,
  type ProviderDefinition,
} from '@rephysco/core/provider';
import { embedding } from './engine/embedding.ts';
import { writeScript } from './engine/engine.ts';
import { fingerprint } from './engine/prompt.ts';
import type { Script } from './engine/script.ts';
import { countPrompt, countTokens } from './engine/tokens.ts';
import { createOrderBook, type OrderBook } from './faults/queue.ts';
import { parseOr } from './json.ts';
import { models } from './models.ts';
import { failNow, isRefusal, providerOptions } from './provider-faults.ts';

/**
 * Provider that answers in this process with the simulator's engine: without key, network or HTTP. `providerOptions`
 * accepts `pace` and `firstTokenDelay` in seconds (default 0) and `fail`, an order of faults such as `429x2`. A fault
 * throws the error that a client gets from the same fault of a service.
 */
export const sim: ProviderDefinition = {
  name: 'sim',
  models,
  create(): Provider {
    const book = createOrderBook();
    return {
      name: 'sim',
      defaultModel: 'sim',
      defaultEmbeddingModel: 'sim-embedding',
      model: (id) => findModel(models, id),
      generate: (request) => answer(request, book),
      embed,
      countTokens: async (request) => countPrompt(request),
    };
  },
};

async function* answer(request: GenerateRequest, book: OrderBook): AsyncGenerator<StreamEvent> {
  const { model, messages, maxTokens, stop, seed, tools, toolChoice, schema, signal } = request;
  const reasoning = request.reasoning ?? (model === 'sim-reasoning' ? { effort: 'medium' as const } : undefined);
  const prompt = { model, messages, maxTokens, stop, seed, tools, toolChoice, schema, reasoning };
  const { fail, pace, firstTokenDelay } = providerOptions(request);
  signal?.throwIfAborted();
  const fault = fail === undefined ? undefined : book.next(fail, `${fail}\n${fingerprint(prompt)}`);
  if (fault && isRefusal(fault)) await failNow(fault, signal, undefined);
  const script = writeScript(prompt);
  const sofar = createAnswer();
  let pieces = 0;
  for (const event of toEvents(script)) {
    if (fault && pieces === (fault.at ?? 5)) await failNow(fault, signal, sofar.partial());
    const seconds = pieces === 0 ? firstTokenDelay : pace;
    if (seconds > 0) await pause(seconds, signal);
    signal?.throwIfAborted();
    pieces += 1;
    sofar.add(event);
    yield event;
  }
  if (fault) await failNow(fault, signal, sofar.partial());
  const { finishReason, usage } = script;
  yield { type: 'finish', finishReason, finishReasonRaw: finishReason, model, provider: 'sim', usage };
}

/** Waits until the time is over or the signal aborts. @throws the signal's reason */
async function pause(seconds: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await delay(seconds * 1000, undefined, signal ? { signal } : {});
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}

/** A call that the token limit cut is omitted, because its arguments are incomplete. */
function* toEvents(script: Script): Generator<Exclude<StreamEvent, { type: 'finish' }>> {
  for (const step of script.steps) {
    if (step.type !== 'tool-call') yield step;
    else if (script.finishReason === 'tool_calls') yield { ...step, arguments: parseOr(step.arguments) };
  }
}

async function embed({ model, input, dimensions = 64 }: EmbedRequest): Promise<EmbedResult> {
  const inputTokens = input.reduce((sum, text) => sum + countTokens(text), 0);
  const embeddings = input.map((text) => [...embedding(text, dimensions)]);
  return { embeddings, model, usage: { inputTokens, totalTokens: inputTokens } };
}
