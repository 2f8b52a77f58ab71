import { toAttempt } from '../account/attempt.ts';
import type { Attempt } from '../contract/error-details.ts';
import { ProviderError, withDetails } from '../contract/errors.ts';
import type { Middleware } from '../contract/middleware.ts';
import type { Usage } from '../contract/usage.ts';
import { type Batch, toBatches } from '../stream/batches.ts';
import { peek } from '../stream/peek.ts';
import { tap, withFinish } from '../stream/transform.ts';
import { once } from '../util/iterators.ts';
import { type RetryOptions, retrying, type Settled } from './retry-loop.ts';

/**
 * Tries again after failures that can pass. A whole answer is tried until all of it is here, a streamed one until its
 * first event: after that the caller has seen text, and a failure is the caller's.
 *
 * @param options or a function that gives them, asked for each call
 */
export function retry(options: RetryOptions | (() => RetryOptions) = {}): Middleware {
  const current = typeof options === 'function' ? options : (): RetryOptions => options;
  return (request, next) => {
    const settle = request.stream ? begun : whole;
    let settled: Settled<AsyncIterator<Batch>> | undefined;
    const open = async (): Promise<AsyncIterator<Batch>> => {
      settled = await retrying(() => settle(toBatches(next(request))), current(), request);
      return settled.value;
    };
    /** Those that failed, and the last one, with how it ended. */
    const attempts = (error?: ProviderError, usage?: Usage): readonly Attempt[] => {
      if (!settled) return [];
      const last = toAttempt(request, settled.startedAt, error);
      return [...settled.failed, usage ? { ...last, usage } : last];
    };
    return tap(open, {
      batch: (batch) => withFinish(batch, (finish) => ({ ...finish, attempts: attempts(undefined, finish.usage) })),
      failed(error) {
        // What fails before anything settled has its attempts on it.
        if (!settled || !(error instanceof ProviderError)) return error;
        return withDetails(error, { attempts: attempts(error) });
      },
    });
  };
}

/** The batches, once the first of them is here. */
async function begun(source: AsyncIterable<Batch>): Promise<AsyncIterator<Batch>> {
  return (await peek(source))[Symbol.asyncIterator]();
}

/** All of an answer as one batch: the layers outside of this one have less to pass on. */
async function whole(source: AsyncIterable<Batch>): Promise<AsyncIterator<Batch>> {
  const batches: Batch[] = [];
  for await (const batch of source) batches.push(batch);
  const [first = [], ...more] = batches;
  return once(() => (more.length === 0 ? first : batches.flat()));
}
