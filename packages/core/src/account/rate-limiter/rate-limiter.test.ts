import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Limits } from '../../contract/rate-limit.ts';
import { thrown } from '../../testing/samples.ts';
import type { LimiterRequest, Permit, RateLimiter, Wait } from './limiter-contract.ts';
import { createRateLimiter } from './rate-limiter.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Sends requests through a limiter. Records the admitted names in order, the permits and the reported waits. */
function crowd(limiter: RateLimiter = createRateLimiter()) {
  const gone: string[] = [];
  const permits: Permit[] = [];
  const waits: unknown[] = [];
  const begin = performance.now();
  return {
    gone,
    permits,
    waits,
    seconds: () => Math.round((performance.now() - begin) / 100) / 10,
    async enter(name: string, limits: Limits = {}, request: Partial<LimiterRequest> = {}) {
      const onWait = ({ reason, seconds }: Wait) => void waits.push([name, reason, seconds]);
      const entered = Promise.resolve(limiter.enter({ model: 'm', tokens: 10, limits, onWait, ...request }));
      entered.then(
        (permit) => {
          gone.push(name);
          permits.push(permit);
        },
        () => {},
      );
      await vi.advanceTimersByTimeAsync(0);
      return entered;
    },
  };
}
type Crowd = ReturnType<typeof crowd>;
const enterAll = (crowd: Crowd, names: string, limits: Limits, request: Partial<LimiterRequest> = {}) => {
  for (const name of names) void crowd.enter(name, limits, request);
  return vi.advanceTimersByTimeAsync(0);
};

describe('A rate limiter', () => {
  it('admits all requests immediately without limits', async () => {
    const all = crowd();
    await enterAll(all, 'abcdef', {});
    expect([all.gone.join(''), all.waits]).toEqual(['abcdef', []]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('admits as many concurrent requests as the limit allows, in order of arrival', async () => {
    const all = crowd();
    await enterAll(all, 'abcde', { concurrency: 2 });
    expect(all.gone.join('')).toBe('ab');
    expect(all.waits[0]).toEqual(['c', 'concurrency', undefined]);
    all.permits[1]?.done();
    all.permits[1]?.done();
    await vi.advanceTimersByTimeAsync(0);
    expect(all.gone.join('')).toBe('abc');
    for (const permit of [...all.permits]) permit.done();
    await vi.advanceTimersByTimeAsync(0);
    expect(all.gone.join('')).toBe('abcde');
  });

  it('counts requests without limits, too, and applies the limits of each request', async () => {
    const all = crowd();
    await enterAll(all, 'ab', {});
    await enterAll(all, 'c', { concurrency: 2 });
    expect(all.gone.join('')).toBe('ab');
    await enterAll(all, 'd', {});
    expect(all.gone.join('')).toBe('ab'); // `d` has no limit, but does not overtake `c`
    all.permits[0]?.done();
    await vi.advanceTimersByTimeAsync(0);
    expect(all.gone.join('')).toBe('abcd');
  });

  it('limits the requests in any period of 60 seconds', async () => {
    const all = crowd();
    const limits = { requestsPerMinute: 2 };
    await enterAll(all, 'a', limits);
    await vi.advanceTimersByTimeAsync(20_000);
    await enterAll(all, 'bcde', limits);
    expect(all.gone.join('')).toBe('ab');
    expect(all.waits).toEqual([
      ['c', 'requests', 40],
      ['d', 'requests', 40],
      ['e', 'requests', 40],
    ]);
    await vi.advanceTimersByTimeAsync(40_000);
    expect(all.gone.join('')).toBe('abc');
    await vi.advanceTimersByTimeAsync(20_000);
    expect(all.gone.join('')).toBe('abcd');
    await vi.runAllTimersAsync();
    expect([all.gone.join(''), all.seconds()]).toEqual(['abcde', 120]);
  });

  it('limits the tokens in any period of 60 seconds, corrected by the used tokens', async () => {
    const all = crowd();
    const limits = { tokensPerMinute: 25 };
    await enterAll(all, 'abc', limits);
    expect(all.gone.join('')).toBe('ab');
    expect(all.waits).toEqual([['c', 'tokens', 60]]);
    all.permits[0]?.done(4);
    await vi.advanceTimersByTimeAsync(0);
    expect(all.gone.join('')).toBe('abc');
    all.permits[1]?.done(500);
    await vi.advanceTimersByTimeAsync(30_000);
    await enterAll(all, 'd', limits);
    expect(all.waits.at(-1)).toEqual(['d', 'tokens', 30]);
  });

  it('admits a request that exceeds the limit by itself when it is alone', async () => {
    const all = crowd();
    const limits = { tokensPerMinute: 25 };
    await enterAll(all, 'a', limits);
    await enterAll(all, 'b', limits, { tokens: 100 });
    expect(all.gone.join('')).toBe('a');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(all.gone.join('')).toBe('ab');
  });

  it('delays the requests to one model until the time that its service reports', async () => {
    const all = crowd();
    await enterAll(all, 'a', {});
    all.permits[0]?.refused(5);
    await enterAll(all, 'bc', {});
    await enterAll(all, 'x', {}, { model: 'other' });
    expect(all.gone.join('')).toBe('ax');
    expect(all.waits).toEqual([
      ['b', 'rate_limit', 5],
      ['c', 'rate_limit', 5],
    ]);
    await vi.advanceTimersByTimeAsync(5000);
    expect(all.gone.join('')).toBe('axb'); // `b` probes the limit, and `c` follows unless `b` is refused
    await vi.advanceTimersByTimeAsync(1000);
    expect(all.gone.join('')).toBe('axbc');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('sends no more requests than remain until the reset', async () => {
    const all = crowd();
    await enterAll(all, 'abc', {});
    // The answer to `a` does not count `b` and `c`, so the limiter subtracts them: one more request is allowed.
    all.permits[0]?.learn({ requests: { remaining: 3, reset: 8 } });
    await enterAll(all, 'def', {});
    expect(all.gone.join('')).toBe('abcd');
    expect(all.waits[0]).toEqual(['e', 'rate_limit', 8]);
    await vi.advanceTimersByTimeAsync(8000);
    expect(all.gone.join('')).toBe('abcdef');
  });

  it('sends no more tokens than remain until the reset', async () => {
    const all = crowd();
    await enterAll(all, 'a', {});
    all.permits[0]?.learn({ tokens: { remaining: 15, reset: 8 } });
    await enterAll(all, 'bc', {});
    expect(all.gone.join('')).toBe('ab');
    await vi.advanceTimersByTimeAsync(8000);
    expect(all.gone.join('')).toBe('abc');
  });

  it('does not wait for a reset after 0 seconds', async () => {
    const all = crowd();
    await enterAll(all, 'a', {});
    all.permits[0]?.learn({ requests: { remaining: 0, reset: 0 }, tokens: { remaining: 0, reset: 0.001 } });
    await enterAll(all, 'b', {});
    expect(all.gone.join('')).toBe('ab');
  });

  it('rejects aborted requests at once', async () => {
    const all = crowd();
    const controller = new AbortController();
    const { signal } = controller;
    const reason = new Error('stopped');
    await enterAll(all, 'a', { concurrency: 1 });
    const left = thrown(all.enter('b', { concurrency: 1 }, { signal }));
    await enterAll(all, 'c', { concurrency: 2 });
    expect(all.gone.join('')).toBe('a');
    controller.abort(reason);
    expect(await left).toBe(reason);
    await vi.advanceTimersByTimeAsync(0);
    expect(all.gone.join('')).toBe('ac');
    expect(getEventListeners(signal, 'abort').length).toBe(0);
    expect(await thrown(all.enter('d', { concurrency: 1 }, { signal }))).toBe(reason);
  });

  it('leaves no listener and no timer behind', async () => {
    const all = crowd();
    const { signal } = new AbortController();
    await enterAll(all, 'ab', { requestsPerMinute: 1 }, { signal });
    await vi.runAllTimersAsync();
    expect(all.gone.join('')).toBe('ab');
    expect([getEventListeners(signal, 'abort').length, vi.getTimerCount()]).toEqual([0, 0]);
  });
});
