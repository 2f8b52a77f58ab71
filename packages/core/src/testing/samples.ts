import type { StreamEvent } from '../contract/events.ts';
import type { GenerateRequest } from '../contract/request.ts';

/** Returns a valid request to the fake provider, for tests of layers. */
export function sampleRequest(fields: Partial<GenerateRequest> = {}): GenerateRequest {
  return {
    provider: 'fake',
    model: 'fake-1',
    messages: [{ role: 'user', content: 'Hi' }],
    stream: false,
    ...fields,
  };
}

/** Source of listed events. An error is thrown. At a promise, the source waits and ignores every signal. */
export interface ScriptedSource extends AsyncIterable<StreamEvent> {
  /** Number of times that the reader closed the source. */
  readonly closed: number;
  /** Number of events that were read. */
  readonly taken: number;
}

/** Creates a source that is not a generator, so that it can behave in ways that a generator cannot. */
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

/** Reads a source to its end. Returns its values and its error, if it fails. */
export async function readAll<Value>(source: AsyncIterable<Value>): Promise<{ events: Value[]; error?: unknown }> {
  const events: Value[] = [];
  try {
    for await (const event of source) events.push(event);
    return { events };
  } catch (error) {
    return { events, error };
  }
}

/** Promise that never settles. */
export const never: Promise<never> = new Promise<never>(() => {});

/** Returns the error of a promise or a call. @throws Error if it succeeds */
export async function thrown(action: Promise<unknown> | (() => unknown)): Promise<unknown> {
  try {
    await (typeof action === 'function' ? action() : action);
  } catch (error) {
    return error;
  }
  throw new Error('Expected an error, but the action succeeded.');
}
