import type { StreamEvent } from '../contract/events.ts';
import type { GenerateResult } from '../contract/result.ts';
import { ended, lazily } from '../util/iterators.ts';
import { alreadyRead, type EventReader, type StreamReader } from './stream-reader.ts';

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
export function deferStreamReader(open: (signal: AbortSignal) => Promise<Opened>): StreamReader {
  const controller = new AbortController();
  const opening = open(controller.signal);
  // The loop and `result` throw the error. It must not end the process if neither is used.
  opening.catch(() => {});
  let taken = false;
  let isRead = false;
  let left = false;
  const leave = async (): Promise<void> => {
    left = true;
    controller.abort(new DOMException('The stream was left before its end.', 'AbortError'));
    const opened = await opening.catch(() => undefined);
    await opened?.[Symbol.asyncDispose]();
  };
  return {
    result() {
      isRead = true;
      return opening.then((opened) => opened.result);
    },
    read() {
      if (taken) throw alreadyRead();
      taken = true;
      isRead = true;
      let opened: EventReader | undefined;
      const reader = lazily(async () => {
        opened = (await opening).events()[Symbol.asyncIterator]();
        return opened;
      });
      return {
        next: () => (left ? Promise.resolve(ended) : reader.next()),
        take: () => (left ? undefined : opened?.take?.()),
        return: () => leave().then(() => ended),
      };
    },
    readOn() {
      isRead = true;
      opening.then((opened) => opened['~readOn']()).catch(() => {});
    },
    leave,
    async abandon() {
      if (!isRead) await leave().catch(() => {});
    },
    // Not needed: the opened stream has its own watcher.
    onRead: () => {},
  };
}
