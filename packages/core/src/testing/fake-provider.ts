import type { FinishEvent, StreamEvent } from '../contract/events.ts';
import type { ModelInfo } from '../contract/model-info.ts';
import type { Provider } from '../contract/provider.ts';
import type { GenerateRequest } from '../contract/request.ts';
import { findModel } from '../models/find-model.ts';

/** What a fake provider says to one request: a text, events, or an error to throw. An error may follow events. */
export type FakeAnswer = string | readonly (StreamEvent | Error)[] | Error;

/** How a fake provider behaves. */
export interface FakeProviderOptions {
  readonly name?: string | undefined;
  readonly models?: Readonly<Record<string, ModelInfo>> | undefined;
  /** What it says: one answer for every request, or one for each, `attempt` counting from 1. */
  readonly answer?:
    | FakeAnswer
    | ((request: GenerateRequest, attempt: number) => FakeAnswer | Promise<FakeAnswer>)
    | undefined;
}

/** A provider in memory. */
export interface FakeProvider extends Provider {
  /** What it was asked, in order. */
  readonly requests: readonly GenerateRequest[];
  /** How many answers were left by their reader before the end. */
  readonly abandoned: number;
}

/** A provider that needs no network, for tests of middleware, stores and applications. */
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

/** The `finish` event of an ordinary answer; fields may be replaced. */
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
