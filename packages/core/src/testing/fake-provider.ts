import type { FinishEvent, StreamEvent } from '../contract/events.ts';
import type { ModelInfo } from '../contract/model-info.ts';
import type { Provider } from '../contract/provider.ts';
import type { GenerateRequest } from '../contract/request.ts';
import { findModel } from '../models/find-model.ts';

/** Scripted answer: a text, a list of events, or an error to throw. An error may follow events. */
export type FakeAnswer = string | readonly (StreamEvent | Error)[] | Error;

/** Options of `fakeProvider`. */
export interface FakeProviderOptions {
  readonly name?: string | undefined;
  readonly models?: Readonly<Record<string, ModelInfo>> | undefined;
  /** Answer to every request, or a function that returns the answer to one. `attempt` counts requests from 1. */
  readonly answer?:
    | FakeAnswer
    | ((request: GenerateRequest, attempt: number) => FakeAnswer | Promise<FakeAnswer>)
    | undefined;
}

/** Provider in memory. */
export interface FakeProvider extends Provider {
  /** Requests that the provider received, in order. */
  readonly requests: readonly GenerateRequest[];
  /** Number of answers that the reader left before the end. */
  readonly abandoned: number;
}

/**
 * Returns a provider that needs no network, for tests of middleware, stores and applications.
 *
 * @example
 * const client = new LLMClient({ provider: fakeProvider({ answer: 'Hello.' }) });
 */
export function fakeProvider({
  name = 'fake',
  models = {},
  answer = 'Hello.',
}: FakeProviderOptions = {}): FakeProvider {
  const requests: GenerateRequest[] = [];
  let abandoned = 0;
  async function* generate(request: GenerateRequest): AsyncGenerator<StreamEvent> {
    requests.push(request);
    let ended = false;
    try {
      const said = typeof answer === 'function' ? await answer(request, requests.length) : answer;
      for (const event of toEvents(said, request, name)) {
        request.signal?.throwIfAborted();
        if (event instanceof Error) throw event;
        yield event;
      }
      ended = true;
    } catch (error) {
      ended = true;
      throw error;
    } finally {
      if (!ended) abandoned += 1;
    }
  }
  return {
    name,
    defaultModel: 'fake-1',
    model: (id) => findModel({ 'fake-1': { id: 'fake-1', input: ['text', 'image'] }, ...models }, id),
    generate,
    requests,
    get abandoned() {
      return abandoned;
    },
  };
}

/** Returns the `finish` event of an ordinary answer. `fields` replace its fields. */
export function fakeFinish(fields: Partial<FinishEvent> = {}): FinishEvent {
  const usage = { inputTokens: 3, outputTokens: 2, totalTokens: 5 };
  return { type: 'finish', finishReason: 'stop', model: 'fake-1', provider: 'fake', usage, ...fields };
}

function toEvents(answer: FakeAnswer, { model }: GenerateRequest, provider: string): readonly (StreamEvent | Error)[] {
  if (answer instanceof Error) return [answer];
  if (typeof answer !== 'string') return answer;
  const words: StreamEvent[] = (answer.match(/\S+\s*/g) ?? []).map((text) => ({ type: 'text', text }));
  return [...words, fakeFinish({ model, provider })];
}
