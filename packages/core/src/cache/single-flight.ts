import type { Awaitable } from '../contract/cache-store.ts';
import type { Handler } from '../contract/middleware.ts';
import type { Notice } from '../contract/notice.ts';
import type { GenerateRequest } from '../contract/request.ts';
import { type Batch, toBatches } from '../stream/batches.ts';

/** A reader's place in a flight. */
export interface FlightReader {
  /** Hears what the request for the answer tells. */
  tell(notice: Notice): void;
}

/** The end of a flight; `error` is there, be it `undefined`, where it failed. */
interface Ending {
  readonly error?: unknown;
}

/** One answer under way, for any number of readers. It is asked for at the pace of the fastest of them. */
export interface Flight {
  /** It was asked for as a stream, and so is not tried again once it has begun. */
  readonly streamed: boolean;
  /** What has come so far. */
  readonly batches: readonly Batch[];
  /** How it ended; `undefined` while it goes on. */
  ending(): Ending | undefined;
  /** Settles when there is one batch more, or the end; never rejects. */
  advance(): Promise<void>;
  enter(seat: FlightReader): void;
  /** Whether the attempts are this reader's to report: the eldest's who is still there, once. */
  claim(seat: FlightReader): boolean;
  /** Gives a seat back. The last one to go before the end cancels the request, and gets the promise of its end. */
  vacate(seat: FlightReader, reason?: unknown): Promise<void> | undefined;
}

/** What is to be done when a flight ends. */
export interface FlightHooks {
  /** All of the answer is here. Its last batch is handed out afterwards. */
  finished(batches: readonly Batch[], notify: (notice: Notice) => void): Awaitable<void>;
  /** No further caller can join. */
  over(): void;
}

/** Begins a flight: asks `next` under a signal that is the flight's own, so that no single reader can abort it. */
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
    reason: unknown = new DOMException('The answer is no longer wanted.', 'AbortError'),
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
    // No getter: each would give its object a hidden class of its own, which cost more than all else here.
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
