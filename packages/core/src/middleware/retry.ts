import { ProviderError, withDetails } from '../errors.ts';
import type { Middleware } from '../pipeline.ts';
import { type RetryOptions, retrying, toAttempt } from '../retry-loop.ts';
import { drain, peek } from '../settle.ts';

/**
 * Tries again after failures that can pass. A whole answer is tried until all of it is here, a streamed one until its
 * first event: after that the caller has seen text, and a failure is the caller's.
 */
export function retry(options: RetryOptions = {}): Middleware {
  return async function* retry(request, next) {
    const settle = request.stream ? peek : drain;
    const { value: events, failed, startedAt } = await retrying(() => settle(next(request)), options, request);
    try {
      for await (const event of events) {
        if (event.type !== 'finish') yield event;
        else yield { ...event, attempts: [...failed, { ...toAttempt(request, startedAt), usage: event.usage }] };
      }
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      throw withDetails(error, { attempts: [...failed, toAttempt(request, startedAt, error)] });
    }
  };
}
