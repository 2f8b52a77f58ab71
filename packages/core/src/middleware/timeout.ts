import type { Handler, Middleware } from '../contract/middleware.ts';
import type { GenerateRequest } from '../contract/request.ts';
import type { TimeoutOptions } from '../contract/timeout.ts';
import { type AbortableRead, abortableRead } from '../stream/abortable-read.ts';
import { type Answer, createAnswer } from '../stream/answer.ts';
import type { Batch } from '../stream/batches.ts';
import { sharedAnswer } from '../stream/shared-answer.ts';
import { applyLayer, batchesOf } from '../stream/transform.ts';
import type { StreamLayer } from '../stream/transformed-batches.ts';
import { milliseconds } from '../util/abort.ts';
import { clock, type Timer } from '../util/clock.ts';
import { ended } from '../util/iterators.ts';
import { createLimits, withPartial, withPlausibleEnd } from './answer-limits.ts';
import { timedOut } from './timed-out.ts';

/**
 * Returns middleware that ends an attempt whose first content or next content does not arrive in time. Keep-alive
 * bytes are not content. It aborts the signal of the request, and rejects even if the provider ignores signals. Its
 * errors contain the partial answer. It also enforces the size limits of answers and removes implausible usage,
 * because every answer passes through it. Time in which the caller does not read is not counted.
 *
 * @param defaults limits in seconds for requests without their own. Default: 600 to the first content, 60 between
 *   chunks
 */
export function timeout(defaults: TimeoutOptions = {}): Middleware {
  return (request, next) => applyLayer(new TimeoutLayer({ ...defaults, ...request.timeout }, request, next));
}

/** The layer is the source of its own batches, too: it reads those of the provider. */
class TimeoutLayer implements StreamLayer, AsyncIterator<Batch> {
  readonly #limits: TimeoutOptions;
  readonly #request: GenerateRequest;
  readonly #next: Handler;
  /** Created at the first batch, like the partial answer: requests without an answer keep less memory. */
  #checkLimits: ((batch: Batch) => void) | undefined;
  /** Partial answer, unless the protocol shares its own. */
  #own: Answer | undefined;
  /**
   * Latest batch. It is added to the answer only when another one arrives, because most whole answers are one batch.
   */
  #latest: Batch | undefined;
  #timer: Timer | undefined;
  #guard: AbortableRead<Batch> | undefined;
  #source: AsyncIterator<Batch> | undefined;

  constructor(limits: TimeoutOptions, request: GenerateRequest, next: Handler) {
    this.#limits = limits;
    this.#request = request;
    this.#next = next;
  }

  open(): AsyncIterator<Batch> {
    const request = this.#request;
    const guard = abortableRead<Batch>(request.signal);
    this.#guard = guard;
    this.#time('firstToken', this.#limits.firstToken ?? 600);
    this.#source = batchesOf(this.#next({ ...request, signal: guard.signal }));
    return this;
  }

  next(): Promise<IteratorResult<Batch>> {
    this.#timer?.refresh();
    const [guard, source] = [this.#guard, this.#source];
    return guard && source ? guard.read(source) : Promise.resolve(ended);
  }

  async return(): Promise<IteratorResult<Batch>> {
    await this.#guard?.close(this.#source);
    return ended;
  }

  batch(batch: Batch): Batch {
    // Nothing follows the finish of a whole answer. If something does, the first timer still runs.
    const mayContinue = this.#request.stream || batch.at(-1)?.type !== 'finish';
    if (!this.#checkLimits && mayContinue) this.#time('idle', this.#limits.idle ?? 60);
    this.#checkLimits ??= createLimits(this.#request);
    this.#gather();
    // Do not keep a batch that is too large. The partial answer consists of the batches before it.
    this.#latest = undefined;
    this.#checkLimits(batch);
    this.#latest = batch;
    return withPlausibleEnd(batch);
  }

  failed(error: unknown): unknown {
    this.#guard?.close(this.#source).catch(() => {});
    this.#gather();
    return withPartial(error, sharedAnswer(this.#guard?.signal) ?? this.#own ?? createAnswer());
  }

  over(): void {
    clock.clearTimeout(this.#timer);
    void this.#guard?.close(undefined);
  }

  #time(phase: 'firstToken' | 'idle', limit: number): void {
    clock.clearTimeout(this.#timer);
    this.#timer = clock.setTimeout(() => {
      if (this.#guard?.reading()) this.#guard.abort(timedOut(this.#request, phase, limit));
    }, milliseconds(limit));
  }

  #gather(): void {
    if (!this.#latest || sharedAnswer(this.#guard?.signal)) return;
    this.#own ??= createAnswer();
    for (const event of this.#latest) this.#own.add(event);
  }
}
