import { abortReason } from '../util/abort.ts';

/** Reads a source under a signal that can be aborted from here or by the caller. */
export interface AbortableRead<Value> {
  /** For the source: aborts with the caller's signal and with `abort`. */
  readonly signal: AbortSignal;
  /** Ends the source and fails the read that waits. */
  abort(reason: unknown): void;
  /** Whether a read waits. */
  reading(): boolean;
  /** The next value; an abort rejects it at once, even where the source ignores its signal. */
  read(iterator: AsyncIterator<Value>): Promise<IteratorResult<Value>>;
  /** Lets go of the caller's signal, and of a source that has not ended. */
  close(iterator: AsyncIterator<Value> | undefined): Promise<void>;
}

/** Makes one for one pass over one source. */
export function abortableRead<Value>(parent: AbortSignal | undefined): AbortableRead<Value> {
  const controller = new AbortController();
  const { signal } = controller;
  let fail: ((reason: unknown) => void) | undefined;
  const abort = (reason: unknown): void => {
    controller.abort(reason);
    fail?.(reason);
  };
  const onParentAbort = (): void => abort(abortReason(parent as AbortSignal));
  if (parent?.aborted) onParentAbort();
  else parent?.addEventListener('abort', onParentAbort, { once: true });
  return {
    signal,
    abort,
    reading: () => fail !== undefined,
    read: (iterator) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        fail = reject;
        iterator.next().then(
          (result) => {
            fail = undefined;
            resolve(result);
          },
          (error) => {
            fail = undefined;
            reject(signal.aborted ? signal.reason : error);
          },
        );
      }),
    async close(iterator) {
      parent?.removeEventListener('abort', onParentAbort);
      if (!iterator) return;
      const stuck = signal.aborted;
      controller.abort(new DOMException('The answer is no longer wanted.', 'AbortError'));
      const closing = iterator.return?.();
      // Do not wait for the source: one that ignored the abort may never settle.
      if (stuck) closing?.catch(() => {});
      else await closing;
    },
  };
}
