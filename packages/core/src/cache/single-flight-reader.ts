import { ProviderError } from '../contract/errors.ts';
import type { GenerateRequest } from '../contract/request.ts';
import type { Batch } from '../stream/batches.ts';
import { abortReason } from '../util/abort.ts';
import { clock } from '../util/clock.ts';
import { ended } from '../util/iterators.ts';
import type { Flight, FlightReader } from './single-flight.ts';
import { copyForReader } from './stored-answer.ts';

/**
 * Returns the events of a shared request for one caller, from the first event and at the pace of the caller. Only one
 * reader reports the attempts and the cost; the others receive the answer as `cached`. An abort by a reader rejects
 * only its own pending read, with its own reason.
 */
export function joinFlight(flight: Flight, { signal, notify }: GenerateRequest): AsyncIterableIterator<Batch> {
  let at = 0;
  let left = false;
  let dismissal: { readonly reason: unknown } | undefined;
  let fail: ((reason: unknown) => void) | undefined;
  let ending: Promise<void> | undefined;
  const seat: FlightReader = {
    tell(notice) {
      try {
        notify?.(notice);
      } catch (error) {
        dismiss(error); // an error of `notify` fails only its own call, as it does without a cache
      }
    },
  };
  function dismiss(reason: unknown): void {
    if (dismissal || left) return;
    dismissal = { reason };
    ending = flight.vacate(seat, reason)?.catch(() => {});
    // After a time limit, inner layers add their attempts to the error within this tick. Wait for them.
    if (ending && reason instanceof ProviderError) clock.setImmediate(() => fail?.(reason));
    else fail?.(reason);
  }
  const onAbort = (): void => dismiss(abortReason(signal as AbortSignal));
  flight.enter(seat);
  if (signal?.aborted) onAbort();
  else signal?.addEventListener('abort', onAbort, { once: true });

  function leave(): Promise<void> | undefined {
    left = true;
    signal?.removeEventListener('abort', onAbort);
    return ending ?? flight.vacate(seat);
  }
  /** Waits for the next batch, or for the dismissal of this reader. */
  function advanced(): Promise<void> {
    const advance = flight.advance();
    if (!signal && !notify) return advance;
    return new Promise((resolve, reject) => {
      fail = reject;
      advance.then(resolve, reject);
    });
  }
  /** Returns the next batch that has arrived, or `undefined` if there is none. */
  function take(): Batch | undefined {
    const end = flight.ending();
    if (dismissal) throw better(dismissal.reason, end?.error);
    const batch = flight.batches[at];
    if (!batch && end && 'error' in end) throw end.error;
    if (!batch) return undefined;
    at += 1;
    return copyForReader(batch, { free: isWhole(batch) && !flight.claim(seat) });
  }
  return {
    async next() {
      try {
        while (!left) {
          const value = take();
          if (value) return { done: false, value };
          if (flight.ending()) break;
          await advanced();
        }
      } catch (error) {
        await leave();
        throw error;
      }
      const leaving = leave();
      if (leaving) await leaving;
      return ended;
    },
    async return() {
      await leave();
      return ended;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

const isWhole = (batch: Batch): boolean => batch.at(-1)?.type === 'finish';

/** Returns the error of an inner layer if it has the message of the abort reason, because it has more details. */
function better(reason: unknown, error: unknown): unknown {
  const same = reason instanceof ProviderError && error instanceof ProviderError && error.message === reason.message;
  return same ? error : reason;
}
