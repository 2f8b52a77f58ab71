import { ConfigurationError } from '../contract/errors.ts';
import type { StreamEvent } from '../contract/events.ts';
import type { ContentPart } from '../contract/message.ts';
import type { GenerateResult } from '../contract/result.ts';
import type { AbortableRead } from './abortable-read.ts';
import { createAnswer } from './answer.ts';
import type { Batch } from './batches.ts';
import { createEventQueue } from './event-queue.ts';

/** Has the last word on a result, at `finish`. */
export type Complete = (result: GenerateResult) => Promise<GenerateResult>;

/** Hears why there is no result, and what had come. */
export type Failed = (error: unknown, content: readonly ContentPart[]) => void;

/** One pass over an answer, for a reader who may not come. */
export interface StreamReader {
  /** Returns the whole answer; reads the stream if no loop does. */
  result(): Promise<GenerateResult>;
  /** @throws Error where there is a reader already */
  read(): AsyncIterator<StreamEvent>;
  /** Reads to the end, with or without a reader, and keeps the events for the reader. */
  readOn(): void;
  leave(): Promise<void>;
  /** Ends the answer with an error unless somebody reads it: it holds a connection. */
  abandon(reason: unknown): Promise<void>;
  /** Calls back once it is read for the first time, or has ended without that. */
  onRead(callback: () => void): void;
}

/**
 * Leaves an answer whose loop was dropped in the middle, without `break`. Unregistered at the end: the stack of an error
 * holds the objects whose methods ran, and `leave` holds the error, so that the reader would never be collected.
 */
const dropped = new FinalizationRegistry<() => Promise<void>>((leave) => void leave().catch(() => {}));

/** Starts with nothing read. */
export function createStreamReader(
  iterator: AsyncIterator<Batch>,
  guard: AbortableRead<Batch>,
  complete: Complete,
  failed: Failed,
): StreamReader {
  const { promise: result, resolve, reject } = Promise.withResolvers<GenerateResult>();
  const answer = createAnswer();
  // A loop throws the failure; a rejected `result` that is not awaited must not end the process.
  result.catch((error: unknown) => failed(error, answer.content()));
  const queue = createEventQueue();
  let pulling: Promise<void> | undefined;
  let state: 'open' | 'ended' | 'left' = 'open';
  let taken = false;
  const firstRead = createLatch();
  let closing: Promise<void> | undefined;
  const token = {};
  const close = (): Promise<void> => {
    dropped.unregister(token);
    closing ??= guard.close(iterator);
    return closing;
  };

  async function pull(): Promise<void> {
    try {
      const { done, value } = await guard.read(iterator);
      if (done) {
        if (!answer.result()) throw new Error('The events ended without a finish event.');
        state = 'ended';
        dropped.unregister(token);
        await guard.close(undefined);
        return;
      }
      for (const event of value) answer.add(event);
      if (value.at(-1)?.type === 'finish') resolve(await complete(answer.result() as GenerateResult));
      queue.add(value);
    } catch (error) {
      if (state === 'open') state = 'ended';
      reject(error);
      await close();
      throw error;
    } finally {
      pulling = undefined;
    }
  }
  const advance = (): Promise<void> => {
    pulling ??= pull();
    return pulling;
  };
  async function readOn(isWanted = (): boolean => true): Promise<void> {
    while (state === 'open' && isWanted()) await advance();
  }
  async function leave(): Promise<void> {
    firstRead.open();
    if (state !== 'open') return;
    state = 'left';
    const reason = new DOMException('The stream was left before its end.', 'AbortError');
    reject(reason);
    if (pulling) guard.abort(reason);
    await close();
  }
  function next(): Promise<IteratorResult<StreamEvent>> {
    const value = state === 'left' ? undefined : queue.take();
    if (!value) return nextOfMore();
    return Promise.resolve({ done: false, value });
  }
  async function nextOfMore(): Promise<IteratorResult<StreamEvent>> {
    if (state === 'open') {
      await advance();
      return next();
    }
    if (state === 'ended') await result; // throws a failure that occurred before the loop
    return { done: true, value: undefined };
  }
  return {
    result() {
      firstRead.open();
      if (!taken) readOn(() => !taken).catch(() => {});
      return result;
    },
    read() {
      if (taken) throw alreadyRead();
      taken = true;
      firstRead.open();
      return readerOf(next, leave, token);
    },
    readOn() {
      firstRead.open();
      readOn().catch(() => {});
    },
    leave,
    async abandon(reason) {
      if (firstRead.isOpen()) return;
      firstRead.open();
      if (state !== 'open') return;
      state = 'ended';
      reject(reason);
      await close().catch(() => {});
    },
    onRead: firstRead.onOpen,
  };
}

interface Latch {
  open(): void;
  isOpen(): boolean;
  /** Calls back when it is opened, or now. */
  onOpen(callback: () => void): void;
}

function createLatch(): Latch {
  const callbacks: (() => void)[] = [];
  let opened = false;
  return {
    open() {
      opened = true;
      for (const callback of callbacks.splice(0)) callback();
    },
    isOpen: () => opened,
    onOpen: (callback) => (opened ? callback() : void callbacks.push(callback)),
  };
}

/** Outside of the reading, so that nothing in it keeps the reader from being collected. */
function readerOf(
  next: () => Promise<IteratorResult<StreamEvent>>,
  leave: () => Promise<void>,
  token: object,
): AsyncIterator<StreamEvent> {
  const reader: AsyncIterator<StreamEvent> = {
    next,
    return: () => leave().then(() => ({ done: true, value: undefined })),
  };
  dropped.register(reader, leave, token);
  return reader;
}

/** Returns the error of a second loop over a stream. */
export function alreadyRead(): ConfigurationError {
  return new ConfigurationError('This stream was already read. Await `result` for the whole answer.');
}
