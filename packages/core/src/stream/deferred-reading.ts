import type { StreamEvent } from '../contract/events.ts';
import type { GenerateResult } from '../contract/result.ts';
import { lazily } from '../util/iterators.ts';
import type { Reading } from './stream-reader.ts';

/** Part of a `TextStream` that a deferred reading needs. */
interface Opened {
  readonly result: Promise<GenerateResult>;
  events(): AsyncIterable<StreamEvent>;
  '~readOn'(): void;
  [Symbol.asyncDispose](): PromiseLike<void>;
}

/**
 * Opens a stream in the background. Returns a reading of it that can be used before it is open.
 *
 * @param open its signal aborts if the reading is left before the stream is open
 */
export function deferReading(open: (signal: AbortSignal) => Promise<Opened>): Reading {
  const controller = new AbortController();
  const opening = open(controller.signal);
  // The error is thrown by the loop and by `result`. It must not end the process if neither is used.
  opening.catch(() => {});
  let taken = false;
  let left = false;
  const leave = async (): Promise<void> => {
    left = true;
    controller.abort(new DOMException('The stream was left before its end.', 'AbortError'));
    const opened = await opening.catch(() => undefined);
    await opened?.[Symbol.asyncDispose]();
  };
  return {
    result: () => opening.then((opened) => opened.result),
    read() {
      if (taken) throw new Error('This stream was already read. Await `result` for the whole answer.');
      taken = true;
      const reader = lazily(async () => (await opening).events()[Symbol.asyncIterator]());
      return {
        next: () => (left ? Promise.resolve({ done: true, value: undefined }) : reader.next()),
        return: () => leave().then(() => ({ done: true, value: undefined })),
      };
    },
    readOn: () => void opening.then((opened) => opened['~readOn']()).catch(() => {}),
    leave,
  };
}
