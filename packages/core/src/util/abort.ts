import { clock } from './clock.ts';
/** What an aborted signal gives as its reason; never `undefined`. */
export function abortReason(signal: AbortSignal): unknown {
  return signal.reason ?? new DOMException('This operation was aborted', 'AbortError');
}

const adopted = new WeakMap<object, AbortSignal>();

/**
 * Returns a signal that has everything that an `AbortSignal` has today. Polyfills and old versions lack
 * `throwIfAborted` or `reason`; of those, it returns one that follows.
 */
export function ownSignal(signal: AbortSignal): AbortSignal {
  if (typeof signal.throwIfAborted === 'function' || typeof signal.addEventListener !== 'function') return signal;
  const known = adopted.get(signal);
  if (known) return known;
  const controller = new AbortController();
  const follow = (): void => controller.abort(abortReason(signal));
  if (signal.aborted) follow();
  else signal.addEventListener('abort', follow, { once: true });
  adopted.set(signal, controller.signal);
  return controller.signal;
}

/** Longest time that a timer can take; above it, Node's fires at once. */
const longestTimer = 2 ** 31 - 1;

/** Seconds as a timer wants them; a limit that never ends, `Infinity`, comes to 24 days. */
export function milliseconds(seconds: number): number {
  return Math.min(seconds * 1000, longestTimer);
}

/**
 * Waits, unless the signal aborts first.
 *
 * @param seconds how long
 * @throws the signal's reason, at once when it aborts; the timer is cleared
 */
export function sleep(seconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(abortReason(signal));
    const onAbort = (): void => {
      clock.clearTimeout(timer);
      reject(abortReason(signal as AbortSignal));
    };
    const timer = clock.setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, milliseconds(seconds));
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

/**
 * The promise's outcome, unless the signal aborts first. A late rejection of the promise is then nobody's concern.
 *
 * @throws the signal's reason when it aborts
 */
export function abortable<Value>(promise: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(abortReason(signal));
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

/** A signal that follows two others until it is unlinked. */
export interface LinkedSignal {
  readonly signal: AbortSignal;
  /** Removes the listeners from both signals. */
  unlink(): void;
}

/** Returns a signal that aborts with the first of two signals, with its reason. */
export function linkSignals(one: AbortSignal | undefined, other: AbortSignal): LinkedSignal {
  if (!one) return { signal: other, unlink: () => {} };
  const controller = new AbortController();
  const unlinks = [one, other].map((signal) => {
    const follow = (): void => controller.abort(abortReason(signal));
    if (signal.aborted) follow();
    else signal.addEventListener('abort', follow, { once: true });
    return () => signal.removeEventListener('abort', follow);
  });
  return {
    signal: controller.signal,
    unlink() {
      for (const unlink of unlinks) unlink();
    },
  };
}
