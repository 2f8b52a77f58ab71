import type { Awaitable } from '../contract/cache-store.ts';
import type { Handler } from '../contract/middleware.ts';
import type { Notice } from '../contract/notice.ts';
import type { GenerateRequest } from '../contract/request.ts';
import { type Batch, toBatches } from '../stream/batches.ts';

/** Reader of a shared request. */
export interface FlightReader {
  /** Receives the notices of the shared request. */
  tell(notice: Notice): void;
}

/** End of a shared request. The property `error` exists if it failed, even if its value is `undefined`. */
interface Ending {
  readonly error?: unknown;
}

/** Request in progress that any number of readers share. It is read at the pace of the fastest reader. */
export interface Flight {
  /** `true` if the request is streamed. A stream is not retried after it has begun. */
  readonly streamed: boolean;
  /** Batches of events received so far. */
  readonly batches: readonly Batch[];
  /** Returns the end, or `undefined` while the request is in progress. */
  ending(): Ending | undefined;
  /** Resolves when the next batch or the end arrives. Never rejects. */
  advance(): Promise<void>;
  enter(seat: FlightReader): void;
  /** Returns `true` for the one reader that reports the attempts: the first reader that is still present. */
  claim(seat: FlightReader): boolean;
  /** Removes a reader. The last one to leave cancels an unfinished request and receives the promise of its end. */
  vacate(seat: FlightReader, reason?: unknown): Promise<void> | undefined;
}

/** Callbacks for the end of a shared request. */
export interface FlightHooks {
  /** Called with the complete answer, before readers receive its last batch. */
  finished(batches: readonly Batch[], notify: (notice: Notice) => void): Awaitable<void>;
  /** Called when no further caller can join. */
  over(): void;
}

/**
 * Sends a request that readers can share. It has its own abort signal, so that one reader cannot abort it for others.
 */
export function createFlight(request: GenerateRequest, next: Handler, { finished, over }: FlightHooks): Flight {
  const controller = new AbortController();
  const seats = new Set<FlightReader>();
  const batches: Batch[] = [];
  let end: Ending | undefined;
  let pulling: Promise<void> | undefined;
  let claimed = false;
  const notify = (notice: Notice): void => {
    for (const seat of [...seats]) seat.tell(notice);
  };
  const events = next(Object.freeze({ ...request, signal: controller.signal, notify }));
  const source = toBatches(events)[Symbol.asyncIterator]();

  async function pull(): Promise<void> {
    try {
      const { done, value } = await source.next();
      const whole = !done && value.at(-1)?.type === 'finish';
      if (whole) {
        const keeping = finished([...batches, value], notify);
        if (keeping) await keeping;
      }
      if (done || whole) over();
      if (done) end = {};
      else batches.push(value);
    } catch (error) {
      over();
      end = { error };
    }
    pulling = undefined;
  }
  async function cancel(
    reason: unknown = new DOMException('All readers of the answer have left.', 'AbortError'),
  ): Promise<void> {
    over();
    controller.abort(reason);
    const closing = source.return?.();
    // Do not wait for the source: one that ignores the abort may never settle.
    if (pulling) closing?.catch(() => {});
    else await closing;
  }

  return {
    streamed: request.stream,
    batches,
    // A method is faster than a getter here: a getter would give each object its own hidden class.
    ending: () => end,
    advance() {
      pulling ??= pull();
      return pulling;
    },
    enter: (seat) => seats.add(seat),
    claim(seat) {
      const mine = !claimed && seats.values().next().value === seat;
      claimed ||= mine;
      return mine;
    },
    vacate: (seat, reason) => (seats.delete(seat) && seats.size === 0 && !end ? cancel(reason) : undefined),
  };
}
