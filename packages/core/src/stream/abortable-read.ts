import { abortReason } from '../util/abort.ts';

/** Reader of a source. The caller's signal or `abort` can end it. */
export interface AbortableRead<Value> {
  /** Signal for the source. Aborts together with the caller's signal, or by `abort`. */
  readonly signal: AbortSignal;
  /** Ends the source and rejects the pending read. */
  abort(reason: unknown): void;
  /** Returns `true` while a read is pending. */
  reading(): boolean;
  /** Reads the next value. An abort rejects the read at once, even if the source ignores the signal. */
  read(iterator: AsyncIterator<Value>): Promise<IteratorResult<Value>>;
  /** Removes the listener on the caller's signal, and closes a source that has not ended. */
  close(iterator: AsyncIterator<Value> | undefined): Promise<void>;
}

/** Creates a reader for one pass over a source. */
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
      controller.abort(new DOMException('The reader of the answer has left.', 'AbortError'));
      const closing = iterator.return?.();
      // Do not wait for the source: one that ignored the abort may never settle.
      if (stuck) closing?.catch(() => {});
      else await closing;
    },
  };
}
