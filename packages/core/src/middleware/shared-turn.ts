import { turnOf } from '../account/call-turn.ts';
import type { Booking, SharedLimiter } from '../contract/coordinator.ts';
import type { Limits } from '../contract/rate-limit.ts';
import type { GenerateRequest } from '../contract/request.ts';
import { estimateTokens } from '../tokens/quick-estimate.ts';
import { sleep } from '../util/abort.ts';
import { clock } from '../util/clock.ts';
import { outOfTime } from './timed-out.ts';

/** Returns the limits that this process enforces itself. Concurrency is never shared between processes. */
export function ownPart(limits: Limits, shared: SharedLimiter | undefined): Limits {
  return shared && isShared(limits) ? { concurrency: limits.concurrency } : limits;
}

/** Returns `true` if a shared limiter must enforce a limit. */
export function isShared({ requestsPerMinute, tokensPerMinute }: Limits): boolean {
  return requestsPerMinute !== undefined || tokensPerMinute !== undefined;
}

/**
 * Books the start of a request at a shared limiter and waits for it.
 *
 * @throws TimeoutError immediately if the request would start after its deadline; the reason of the signal if it
 *   aborts
 */
export async function bookTurn(request: GenerateRequest, limits: Limits, shared: SharedLimiter): Promise<Booking> {
  const { provider, model, signal, notify, timeout } = request;
  const { deadline } = turnOf(request);
  const maxDelay = deadline === undefined ? undefined : Math.max(0, deadline - clock.monotonic()) / 1000;
  const booking = await shared.book({ tokens: estimateTokens(request), limits, maxDelay, signal });
  const { delay } = booking;
  try {
    signal?.throwIfAborted();
    if (delay <= 0) return booking;
    if (deadline !== undefined && clock.monotonic() + delay * 1000 > deadline) {
      throw outOfTime(request, timeout?.total ?? 0, delay);
    }
    const reason = limits.requestsPerMinute === undefined ? 'tokens' : 'requests';
    notify?.({ type: 'wait', provider, model, reason, delay, queued: 0, learned: {} });
    await sleep(delay, signal);
    return booking;
  } catch (error) {
    booking.cancel();
    throw error;
  }
}
