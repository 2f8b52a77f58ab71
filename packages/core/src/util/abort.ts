import { clock } from './clock.ts';
/** Returns the reason of an aborted signal. Never `undefined`. */
export function abortReason(signal: AbortSignal): unknown {
  return signal.reason ?? new DOMException('This operation was aborted', 'AbortError');
}

const adopted = new WeakMap<object, AbortSignal>();

/**
 * Returns the signal itself, or a complete signal that follows it if it lacks `throwIfAborted` or `reason`, as
 * polyfills and old versions do.
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

/** Maximum delay of a timer in milliseconds. Node fires timers with longer delays immediately. */
const longestTimer = 2 ** 31 - 1;

/** Converts seconds to milliseconds. Caps the result, including `Infinity`, at the maximum timer delay (24.8 days). */
export function milliseconds(seconds: number): number {
  return Math.min(seconds * 1000, longestTimer);
}

/**
 * Waits for a number of seconds.
 *
 * @throws the reason of the signal as soon as it aborts
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
 * Returns the outcome of a promise, or rejects when the signal aborts. Ignores a later rejection of the promise.
 *
 * @throws the reason of the signal if it aborts first
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

/** Signal that follows two others until it is unlinked. */
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
