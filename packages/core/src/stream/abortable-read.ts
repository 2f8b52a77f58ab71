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
  return new Reader(parent);
}

/** A class, because every request in progress has one, and functions that share variables take more memory. */
class Reader<Value> implements AbortableRead<Value> {
  readonly #controller = new AbortController();
  readonly #parent: AbortSignal | undefined;
  readonly #onParentAbort: (() => void) | undefined;
  #fail: ((reason: unknown) => void) | undefined;

  constructor(parent: AbortSignal | undefined) {
    this.#parent = parent;
    if (!parent) return;
    const onAbort = (): void => this.abort(abortReason(parent));
    this.#onParentAbort = onAbort;
    if (parent.aborted) onAbort();
    else parent.addEventListener('abort', onAbort, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  abort(reason: unknown): void {
    this.#controller.abort(reason);
    this.#fail?.(reason);
  }

  reading(): boolean {
    return this.#fail !== undefined;
  }

  read(iterator: AsyncIterator<Value>): Promise<IteratorResult<Value>> {
    return new Promise((resolve, reject) => {
      const { signal } = this;
      if (signal.aborted) return reject(signal.reason);
      this.#fail = reject;
      iterator.next().then(
        (result) => {
          this.#fail = undefined;
          resolve(result);
        },
        (error) => {
          this.#fail = undefined;
          reject(signal.aborted ? signal.reason : error);
        },
      );
    });
  }

  async close(iterator: AsyncIterator<Value> | undefined): Promise<void> {
    if (this.#onParentAbort) this.#parent?.removeEventListener('abort', this.#onParentAbort);
    if (!iterator) return;
    const stuck = this.signal.aborted;
    this.#controller.abort(new DOMException('The reader of the answer has left.', 'AbortError'));
    const closing = iterator.return?.();
    // Do not wait for the source: one that ignored the abort may never settle.
    if (stuck) closing?.catch(() => {});
    else await closing;
  }
}
