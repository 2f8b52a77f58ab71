import { type Batch, fromBatches, toBatches } from '../batches.ts';
import { ProviderError, withDetails } from '../errors.ts';
import type { Handler, Middleware } from '../pipeline.ts';
import type { GenerateRequest } from '../request.ts';
import { type RetryOptions, retrying, toAttempt } from '../retry-loop.ts';
import { peek } from '../settle.ts';

/**
 * Tries again after failures that can pass. A whole answer is tried until all of it is here, a streamed one until its
 * first event: after that the caller has seen text, and a failure is the caller's.
 *
 * @param options or a function that gives them, asked for each call
 */
export function retry(options: RetryOptions | (() => RetryOptions) = {}): Middleware {
  const current = typeof options === 'function' ? options : (): RetryOptions => options;
  return (request, next) => fromBatches(tried(current(), request, next));
}

async function* tried(options: RetryOptions, request: GenerateRequest, next: Handler): AsyncGenerator<Batch> {
  const settle = request.stream ? peek : whole;
  const attempt = (): Promise<AsyncIterable<Batch> | Iterable<Batch>> => settle(toBatches(next(request)));
  const { value: batches, failed, startedAt } = await retrying(attempt, options, request);
  try {
    for await (const batch of batches) {
      const last = batch.at(-1);
      if (last?.type !== 'finish') yield batch;
      else {
        const attempts = [...failed, { ...toAttempt(request, startedAt), usage: last.usage }];
        yield [...batch.slice(0, -1), { ...last, attempts }];
      }
    }
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    throw withDetails(error, { attempts: [...failed, toAttempt(request, startedAt, error)] });
  }
}

/** All of an answer as one batch: the layers outside of this one have less to pass on. */
async function whole(source: AsyncIterable<Batch>): Promise<readonly Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of source) batches.push(batch);
  return batches.length > 1 ? [batches.flat()] : batches;
}
