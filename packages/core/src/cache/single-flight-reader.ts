import { ProviderError } from '../contract/errors.ts';
import type { GenerateRequest } from '../contract/request.ts';
import type { Batch } from '../stream/batches.ts';
import { abortReason } from '../util/abort.ts';
import { clock } from '../util/clock.ts';
import type { Flight, FlightReader } from './single-flight.ts';
import { copyForReader } from './stored-answer.ts';

/**
 * Joins a flight as one more reader, who gets everything from the beginning, at its own pace. All readers but one had
 * the answer for nothing. A reader's abort rejects what it waits for at once, with its own reason.
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
        dismiss(error); // a listener that throws fails its own call, as it does without a cache
      }
    },
  };
  function dismiss(reason: unknown): void {
    if (dismissal || left) return;
    dismissal = { reason };
    ending = flight.vacate(seat, reason)?.catch(() => {});
    // Of a deadline, the layers below say within this turn what they had tried until then.
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
  /** Waits for the flight, or for what takes this reader out of it. */
  function advanced(): Promise<void> {
    const advance = flight.advance();
    if (!signal && !notify) return advance;
    return new Promise((resolve, reject) => {
      fail = reject;
      advance.then(resolve, reject);
    });
  }
  /** What is there already; `undefined` where there is nothing yet, or no more. */
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
      return { done: true, value: undefined };
    },
    async return() {
      await leave();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

const isWhole = (batch: Batch): boolean => batch.at(-1)?.type === 'finish';

/** The error of a layer below, where it is the reason of the abort with more known about it. */
function better(reason: unknown, error: unknown): unknown {
  const same = reason instanceof ProviderError && error instanceof ProviderError && error.message === reason.message;
  return same ? error : reason;
}
