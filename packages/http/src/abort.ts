/** Calls `callback` with the signal's reason when it aborts. Returns a function that removes the listener. */
export function whenAborted(signal: AbortSignal | undefined, callback: (reason: unknown) => void): () => void {
  if (!signal) return () => {};
  const listener = (): void => callback(signal.reason);
  signal.addEventListener('abort', listener, { once: true });
  return () => signal.removeEventListener('abort', listener);
}
