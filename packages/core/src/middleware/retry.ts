import { toAttempt } from '../account/attempt.ts';
import { type CallTurn, withTurn } from '../account/call-turn.ts';
import type { Attempt } from '../contract/error-details.ts';
import { ProviderError } from '../contract/errors.ts';
import type { FinishEvent } from '../contract/events.ts';
import type { Handler, Middleware } from '../contract/middleware.ts';
import type { GenerateRequest } from '../contract/request.ts';
import { withDetails } from '../contract/with-details.ts';
import { type Batch, toBatches } from '../stream/batches.ts';
import { peek } from '../stream/peek.ts';
import { applyLayer, withFinish } from '../stream/transform.ts';
import type { StreamLayer } from '../stream/transformed-batches.ts';
import { isLast, once } from '../util/iterators.ts';
import { retrying, type Settled } from './retry-loop.ts';
import type { RetryOptions } from './retry-options.ts';

/**
 * Returns middleware that retries transient failures. A whole answer is retried until it has arrived completely. A
 * stream is retried only until its first event, because the caller has then received content.
 *
 * @param options options, or a function that returns them for each call
 */
export function retry(options: RetryOptions | (() => RetryOptions) = {}): Middleware {
  const current = typeof options === 'function' ? options : (): RetryOptions => options;
  return (request, next) => applyLayer(new RetryLayer(request, next, current));
}

class RetryLayer implements StreamLayer {
  readonly #request: GenerateRequest;
  readonly #next: Handler;
  readonly #options: () => RetryOptions;
  #settled: Settled<AsyncIterator<Batch>> | undefined;

  constructor(request: GenerateRequest, next: Handler, options: () => RetryOptions) {
    this.#request = request;
    this.#next = next;
    this.#options = options;
  }

  open(): Promise<AsyncIterator<Batch>> {
    const request = this.#request;
    const attempt = (turn?: CallTurn): Promise<AsyncIterator<Batch>> => {
      const batches = toBatches(this.#next(turn ? withTurn(request, turn) : request));
      return request.stream ? begun(batches) : whole(batches);
    };
    return retrying(attempt, this.#options(), request, (found) => {
      this.#settled = found;
    });
  }

  batch(batch: Batch): Batch {
    return withFinish(batch, (finish) => ({ ...finish, attempts: this.#attempts(undefined, finish) }));
  }

  failed(error: unknown): unknown {
    // Errors before the first success already contain their attempts.
    if (!this.#settled || !(error instanceof ProviderError)) return error;
    return withDetails(error, { attempts: this.#attempts(error) });
  }

  /** Returns all attempts, including the last one. */
  #attempts(error?: ProviderError, finish?: FinishEvent): readonly Attempt[] {
    if (!this.#settled) return [];
    const last = toAttempt(this.#request, this.#settled.startedAt, error);
    return [...this.#settled.failed, finish ? { ...last, usage: finish.usage, cost: finish.cost } : last];
  }
}

/** Waits for the first batch of a stream. */
async function begun(source: AsyncIterable<Batch>): Promise<AsyncIterator<Batch>> {
  return (await peek(source))[Symbol.asyncIterator]();
}

/** Collects the answer into one batch, which is cheaper for outer layers. */
function whole(source: AsyncIterable<Batch>): Promise<AsyncIterator<Batch>> {
  const iterator = source[Symbol.asyncIterator]();
  return iterator.next().then((first) => {
    if (first.done) return once(() => []);
    return isLast(first) ? once(() => first.value) : joined(first.value, iterator);
  });
}

/** Returns all batches as one. Most answers are one batch. */
async function joined(first: Batch, iterator: AsyncIterator<Batch>): Promise<AsyncIterator<Batch>> {
  const batches = [first];
  for (;;) {
    const { done, value } = await iterator.next();
    if (done) return once(() => (batches.length === 1 ? first : batches.flat()));
    batches.push(value);
  }
}
