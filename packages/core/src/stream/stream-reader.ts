import { ConfigurationError } from '../contract/errors.ts';
import type { StreamEvent } from '../contract/events.ts';
import type { ContentPart } from '../contract/message.ts';
import type { GenerateResult } from '../contract/result.ts';
import { ended } from '../util/iterators.ts';
import type { AbortableRead } from './abortable-read.ts';
import { resultOf } from './answer.ts';
import type { Batch } from './batches.ts';
import { createEventQueue } from './event-queue.ts';
import { followAnswer } from './followed-answer.ts';

/** Callback that can change or reject the complete result before the caller receives it. */
export type Complete = (result: GenerateResult) => Promise<GenerateResult>;

/** Callback for a failed answer. Receives the error and the content received so far. */
export type Failed = (error: unknown, content: readonly ContentPart[]) => void;

/** Events of an answer for one loop. */
export interface EventReader extends AsyncIterator<StreamEvent> {
  /** Returns the next event if it has arrived. Saves the promises of `next`. */
  take?(): StreamEvent | undefined;
}

/** Single pass over an answer. Its consumer may start late or never. */
export interface StreamReader {
  /** Returns the complete answer. Reads the stream if no loop does. */
  result(): Promise<GenerateResult>;
  /** Starts a loop over the events. @throws ConfigurationError if a loop was started before */
  read(): EventReader;
  /** Reads to the end without waiting for the loop, and buffers the events for it. */
  readOn(): void;
  leave(): Promise<void>;
  /** Ends an unread answer with an error, because it holds a connection. */
  abandon(reason: unknown): Promise<void>;
  /** Calls back when reading begins, or when the answer ends unread. */
  onRead(callback: () => void): void;
}

/**
 * Ends an answer whose loop was dropped without `break`. Entries are unregistered at the end, because they would
 * otherwise keep the reader in memory: the stack of an error holds objects, and `leave` holds the error.
 */
const dropped = new FinalizationRegistry<() => Promise<void>>((leave) => void leave().catch(() => {}));

/** Creates an unread reader. */
export function createStreamReader(
  iterator: AsyncIterator<Batch>,
  guard: AbortableRead<Batch>,
  complete: Complete,
  failed: Failed,
): StreamReader {
  const { promise: result, resolve, reject } = Promise.withResolvers<GenerateResult>();
  const answer = followAnswer();
  // The loop throws the failure. A rejected `result` that is not awaited must not end the process.
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
        resultOf(answer);
        state = 'ended';
        dropped.unregister(token);
        await guard.close(undefined);
        return;
      }
      answer.add(value);
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
  const take = (): StreamEvent | undefined => (state === 'left' ? undefined : queue.take());
  function next(): Promise<IteratorResult<StreamEvent>> {
    const value = take();
    return value ? Promise.resolve({ done: false, value }) : nextOfMore();
  }
  async function nextOfMore(): Promise<IteratorResult<StreamEvent>> {
    if (state === 'open') {
      await advance();
      return next();
    }
    if (state === 'ended') await result; // throws a failure that occurred before the loop
    return ended;
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
      return readerOf(next, take, leave, token);
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
  /** Calls back when the latch opens, or at once if it is open. */
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

/** Defined outside of `createStreamReader`, so that no closure keeps the reader from garbage collection. */
function readerOf(
  next: () => Promise<IteratorResult<StreamEvent>>,
  take: () => StreamEvent | undefined,
  leave: () => Promise<void>,
  token: object,
): EventReader {
  const reader: EventReader = {
    next,
    take,
    return: () => leave().then(() => ended),
  };
  dropped.register(reader, leave, token);
  return reader;
}

/** Returns the error of a second loop over a stream. */
export function alreadyRead(): ConfigurationError {
  return new ConfigurationError('This stream was already read. Await `result` for the whole answer.');
}
