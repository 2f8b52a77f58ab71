import { abortReason } from '../abort.ts';
import type { Batch } from '../batches.ts';
import { ProviderError } from '../errors.ts';
import type { GenerateRequest } from '../request.ts';
import type { Flight, Seat } from './flight.ts';

/** One of a flight's readers. It gets everything from the beginning, at its own pace. */
export interface FlightReader {
  /**
   * What came next; `undefined` after the end.
   *
   * @throws what the flight ended with; the reason of this reader's own abort, at once
   */
  next(): Promise<Batch | undefined>;
  /** Whether the attempts are this reader's to report. */
  claim(): boolean;
  /** Goes, at any time. */
  leave(): Promise<void>;
}

/** Joins a flight as one more reader. */
export function joinFlight(flight: Flight, { signal, notify }: GenerateRequest): FlightReader {
  let at = 0;
  let dismissal: { readonly reason: unknown } | undefined;
  let fail: ((reason: unknown) => void) | undefined;
  let ending: Promise<void> | undefined;
  const seat: Seat = {
    tell(notice) {
      try {
        notify?.(notice);
      } catch (error) {
        dismiss(error); // a listener that throws fails its own call, as it does without a cache
      }
    },
  };
  function dismiss(reason: unknown): void {
    if (dismissal) return;
    dismissal = { reason };
    ending = flight.vacate(seat, reason)?.catch(() => {});
    // Of a deadline, the layers below say within this turn what they had tried until then.
    if (ending && reason instanceof ProviderError) setImmediate(() => fail?.(reason));
    else fail?.(reason);
  }
  const onAbort = (): void => dismiss(abortReason(signal as AbortSignal));
  flight.enter(seat);
  if (signal?.aborted) onAbort();
  else signal?.addEventListener('abort', onAbort, { once: true });

  const advanced = (): Promise<void> =>
    new Promise((resolve, reject) => {
      fail = reject;
      flight.advance().then(resolve, reject);
    });
  return {
    async next() {
      for (;;) {
        const { end } = flight;
        if (dismissal) throw better(dismissal.reason, end?.error);
        const batch = flight.batches[at];
        if (batch) {
          at += 1;
          return batch;
        }
        if (end && 'error' in end) throw end.error;
        if (end) return undefined;
        await advanced();
      }
    },
    claim: () => flight.claim(seat),
    async leave() {
      signal?.removeEventListener('abort', onAbort);
      await (ending ?? flight.vacate(seat));
    },
  };
}

/** The error of a layer below, where it is the reason of the abort with more known about it. */
function better(reason: unknown, error: unknown): unknown {
  const same = reason instanceof ProviderError && error instanceof ProviderError && error.message === reason.message;
  return same ? error : reason;
}
