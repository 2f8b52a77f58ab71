import type { StreamEvent } from '../contract/events.ts';
import type { GenerateRequest } from '../contract/request.ts';

/** A settled request to the fake provider, for tests of layers. */
export function sampleRequest(fields: Partial<GenerateRequest> = {}): GenerateRequest {
  return {
    provider: 'fake',
    model: 'fake-1',
    messages: [{ role: 'user', content: 'Hi' }],
    stream: false,
    ...fields,
  };
}

/** Events that come as they are listed. An error is thrown; at a promise the source waits, deaf to every signal. */
export interface ScriptedSource extends AsyncIterable<StreamEvent> {
  /** How often its reader closed it. */
  readonly closed: number;
  /** How many events were taken. */
  readonly taken: number;
}

/** A source of events that is written by hand, so that it can do what no generator does. */
export function scriptedSource(steps: readonly (StreamEvent | Error | Promise<unknown>)[]): ScriptedSource {
  const left = [...steps];
  let closed = 0;
  let taken = 0;
  const iterator: AsyncIterator<StreamEvent> = {
    async next() {
      const step = left.shift();
      if (step instanceof Promise) {
        await step;
        return this.next();
      }
      if (step instanceof Error) throw step;
      if (step === undefined) return { done: true, value: undefined };
      taken += 1;
      return { done: false, value: step };
    },
    async return() {
      closed += 1;
      return { done: true, value: undefined };
    },
  };
  return {
    [Symbol.asyncIterator]: () => iterator,
    get closed() {
      return closed;
    },
    get taken() {
      return taken;
    },
  };
}

/** Everything that a source gives, and what it throws at the end. */
export async function readAll<Value>(source: AsyncIterable<Value>): Promise<{ events: Value[]; error?: unknown }> {
  const events: Value[] = [];
  try {
    for await (const event of source) events.push(event);
    return { events };
  } catch (error) {
    return { events, error };
  }
}

/** A promise that never settles. */
export const never: Promise<never> = new Promise<never>(() => {});

/** What a promise or a call throws; fails where it throws nothing. */
export async function thrown(action: Promise<unknown> | (() => unknown)): Promise<unknown> {
  try {
    await (typeof action === 'function' ? action() : action);
  } catch (error) {
    return error;
  }
  throw new Error('Nothing was thrown.');
}
