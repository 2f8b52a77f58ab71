import { ended, type Step } from '../util/iterators.ts';
import { toPromise } from '../util/to-promise.ts';
import type { Batch } from './batches.ts';

/** Callbacks that change a stream of events. */
export interface StreamTransform {
  /** Returns the batch to pass on. If it throws, the source is closed and the error is handled like any failure. */
  readonly batch?: ((batch: Batch) => Batch | Promise<Batch>) | undefined;
  /** Returns the error to throw instead of a failure. */
  readonly failed?: ((error: unknown) => unknown) | undefined;
  /** Called once: after the end, after a failure, or after the reader has left. */
  readonly over?: (() => void) | undefined;
}

/** Opens the source of a transformed stream. Called at the first read. */
export type Open = () => AsyncIterator<Batch> | Promise<AsyncIterator<Batch>>;

/**
 * Layer of a stream: opens the source and changes its events. A call that waits for its turn keeps one object per layer,
 * so the layers of every call are classes: functions that share variables take 0.2 KB more for each layer.
 */
export interface StreamLayer extends StreamTransform {
  open(): ReturnType<Open>;
}

/**
 * Iterator of one layer. Written by hand, because an async generator takes three times as long and allocates 1.2 KB
 * instead of 0.5 KB per layer and request.
 */
export class TransformedBatches implements AsyncIterableIterator<Batch> {
  readonly #layer: StreamLayer;
  #opening: Promise<AsyncIterator<Batch>> | undefined;
  #source: AsyncIterator<Batch> | undefined;
  #left = false;
  #over = false;

  constructor(layer: StreamLayer) {
    this.#layer = layer;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Reads a batch through this layer and those directly below. One promise serves all of them. */
  next(): Promise<IteratorResult<Batch>> {
    let layer: TransformedBatches = this;
    for (;;) {
      const started = layer.#start();
      if (started instanceof Promise) return layer === this ? started : this.#read(started, layer);
      if (!(started instanceof TransformedBatches)) return this.#read(toPromise(() => started.next()));
      layer = started;
    }
  }

  /** Closes the source. A source that is still opening is closed without being read. */
  async return(): Promise<IteratorResult<Batch>> {
    this.#left = true;
    try {
      const source = this.#source ?? (await this.#opening?.catch(() => undefined));
      if (!this.#over) await source?.return?.();
    } finally {
      this.#end();
    }
    return ended;
  }

  /** Returns the source. Returns the first result instead if the layer has ended, or if it takes time to open. */
  #start(): AsyncIterator<Batch> | Promise<IteratorResult<Batch>> {
    if (this.#over || this.#left) return Promise.resolve(ended);
    if (this.#source) return this.#source;
    try {
      const opened = this.#opening ?? this.#layer.open();
      if (!(opened instanceof Promise)) {
        this.#source = opened;
        return opened;
      }
      this.#opening = opened;
      return opened.then(
        (source) => {
          this.#source = source;
          return this.next();
        },
        (error) => this.#fail(error),
      );
    } catch (error) {
      return this.#abandon(error);
    }
  }

  /**
   * Passes a pending result through the layers below this one, and through this one.
   *
   * @param end layer that has passed the result on already
   */
  #read(pending: Promise<IteratorResult<Batch>>, end?: TransformedBatches): Promise<IteratorResult<Batch>> {
    return pending.then(
      (result) => this.#passUp(result, end),
      (error) => {
        throw this.#failUp(error, end);
      },
    );
  }

  #passUp(
    result: IteratorResult<Batch>,
    end: TransformedBatches | undefined,
  ): IteratorResult<Batch> | Promise<IteratorResult<Batch>> {
    const below = this.#source;
    const passed = below instanceof TransformedBatches && below !== end ? below.#passUp(result, end) : result;
    if (!(passed instanceof Promise)) return this.#pass(passed);
    return passed.then(
      (later) => this.#pass(later),
      (error) => this.#fail(error),
    );
  }

  #failUp(error: unknown, end: TransformedBatches | undefined): unknown {
    const below = this.#source;
    return this.#failure(below instanceof TransformedBatches && below !== end ? below.#failUp(error, end) : error);
  }

  #pass(result: IteratorResult<Batch>): IteratorResult<Batch> | Promise<IteratorResult<Batch>> {
    if (result.done) {
      this.#end();
      return result;
    }
    try {
      const batch = this.#layer.batch ? this.#layer.batch(result.value) : result.value;
      if (!(batch instanceof Promise)) return this.#passed(batch, result);
      return batch.then(
        (value) => this.#passed(value, result),
        (error) => this.#abandon(error),
      );
    } catch (error) {
      return this.#abandon(error);
    }
  }

  /** Returns the result for a batch that this layer has passed on. Ends the layer if no batch follows. */
  #passed(value: Batch, from: Step<Batch>): Step<Batch> {
    const { last } = from;
    if (last) this.#end();
    return value === from.value ? from : { done: false, value, last };
  }

  /** Closes the source after an error of the layer, like a loop that throws. */
  async #abandon(error: unknown): Promise<never> {
    await this.#source?.return?.().catch(() => {});
    return this.#fail(error);
  }

  #fail(error: unknown): never {
    throw this.#failure(error);
  }

  /** Ends the layer. Returns the error to throw instead of a failure, or the error that the layer throws. */
  #failure(error: unknown): unknown {
    try {
      return this.#layer.failed ? this.#layer.failed(error) : error;
    } catch (thrown) {
      return thrown;
    } finally {
      this.#end();
    }
  }

  #end(): void {
    if (this.#over) return;
    this.#over = true;
    this.#layer.over?.();
  }
}
