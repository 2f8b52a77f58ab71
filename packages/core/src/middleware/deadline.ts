import { withTurn } from '../account/call-turn.ts';
import type { Handler, Middleware } from '../contract/middleware.ts';
import type { GenerateRequest } from '../contract/request.ts';
import { abortableRead } from '../stream/abortable-read.ts';
import { type Batch, fromBatches, toBatches } from '../stream/batches.ts';
import { milliseconds } from '../util/abort.ts';
import { clock } from '../util/clock.ts';
import { timedOut } from './timed-out.ts';

/**
 * Returns middleware that ends a call after `timeout.total` seconds, including retries and waits. There is no default.
 * It aborts the signal of the request, so that inner layers can report their attempts. Only `timeout()` also ends
 * calls whose provider ignores the signal.
 */
export function deadline(): Middleware {
  return (request, next) => {
    const total = request.timeout?.total;
    return total === undefined ? next(request) : fromBatches(until(total, request, next));
  };
}

async function* until(total: number, request: GenerateRequest, next: Handler): AsyncGenerator<Batch> {
  const guard = abortableRead<Batch>(request.signal);
  const timer = clock.setTimeout(() => guard.abort(timedOut(request, 'total', total)), milliseconds(total));
  try {
    const { signal } = guard;
    const ends = clock.monotonic() + milliseconds(total);
    yield* toBatches(next(withTurn({ ...request, signal }, { deadline: ends, signal })));
  } finally {
    clock.clearTimeout(timer);
    await guard.close(undefined);
  }
}
