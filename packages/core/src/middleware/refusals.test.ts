// Loaded in advance: the retry loop imports it at its first use, which takes real time while the virtual clock runs.
import 'exponential-backoff';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LLMClient } from '../client.ts';
import { type ProviderError, providerError } from '../contract/errors.ts';
import type { Notice } from '../contract/notice.ts';
import type { Provider } from '../contract/provider.ts';
import type { LLMClientOptions } from '../options/client-options.ts';
import { Config } from '../options/config.ts';
import { fakeProvider, setClock, type VirtualClock, virtualClock } from '../testing/index.ts';
import { thrown } from '../testing/samples.ts';

let time: VirtualClock;
let restore: () => void;
beforeEach(() => {
  time = virtualClock();
  restore = setClock(time);
});
afterEach(() => {
  restore();
  Config.reset();
});

const refusal = (retryAfter?: number): ProviderError =>
  providerError('rate_limit', 'Too fast.', { provider: 'fake', status: 429, retryAfter });
const down = (): ProviderError => providerError('server', 'Down.', { provider: 'fake', status: 500 });

let ordinal = 0;
/** Returns a client of a new service that fails with the errors of `fail`, and the times of its requests in ms. */
function service(fail: (attempt: number) => ProviderError | undefined, options: Partial<LLMClientOptions> = {}) {
  const times: number[] = [];
  const fake = fakeProvider({
    answer: async () => {
      times.push(time.monotonic());
      const error = fail(times.length);
      if (error) throw error;
      return 'Hi.';
    },
  });
  ordinal += 1;
  const provider: Provider = { ...fake, identity: `https://refusals-${ordinal}.example.com`, account: 'a' };
  const notices: Notice[] = [];
  const client = new LLMClient({ provider, notify: (notice) => void notices.push(notice), ...options });
  return { client, times, notices };
}
const first =
  (count: number, error: () => ProviderError) =>
  (attempt: number): ProviderError | undefined =>
    attempt <= count ? error() : undefined;

describe('a refused call', () => {
  it.each([0.05, 0.2, 3])('waits exactly as long as the service requires: %s s', async (seconds) => {
    const { client, times } = service(first(1, () => refusal(seconds)));
    await time.settle(client.generate('Hi'));
    expect(times).toEqual([0, seconds * 1000]);
  });

  it('also waits exactly as long as other failures require', async () => {
    const error = () => providerError('overloaded', 'Busy.', { provider: 'fake', status: 503, retryAfter: 0.05 });
    const { client, times } = service(first(1, error));
    await time.settle(client.generate('Hi'));
    expect(times).toEqual([0, 50]);
  });

  it('does not wait longer than `maxDelay`', async () => {
    const { client, times } = service(() => refusal(61));
    expect(await time.settle(thrown(client.generate('Hi')))).toMatchObject({ kind: 'rate_limit', retryAfter: 61 });
    expect(times).toEqual([0]);
  });

  it('is refused up to 20 times, if `maxRetries` is not set on the call or the client', async () => {
    Config.update({ maxRetries: 1 });
    const patient = service(first(20, () => refusal(0.01)));
    const { text, attempts } = await time.settle(patient.client.generate('Hi'));
    expect([text, attempts.length, patient.times.length]).toEqual(['Hi.', 21, 21]);
    const { client, times } = service(() => refusal(0.01));
    const error = await time.settle(thrown(client.generate('Hi')));
    expect(error).toMatchObject({ kind: 'rate_limit' });
    expect(times).toHaveLength(21);
  });

  it.each([0, 1, 2, 5])('sends at most maxRetries + 1 requests, if that is set to %i', async (maxRetries) => {
    const own = service(() => refusal(0.01), { maxRetries });
    await time.settle(thrown(own.client.generate('Hi')));
    const call = service(() => refusal(0.01));
    await time.settle(thrown(call.client.generate({ prompt: 'Hi', maxRetries })));
    const mixed = service((attempt) => (attempt % 2 === 0 ? down() : refusal(0.01)), { maxRetries });
    await time.settle(thrown(mixed.client.generate('Hi')));
    const counts = [own, call, mixed].map(({ times }) => times.length);
    expect(counts).toEqual([maxRetries + 1, maxRetries + 1, maxRetries + 1]);
  });

  it('counts failures separately from refusals', async () => {
    const { client, times } = service((attempt) => (attempt <= 5 ? refusal(0.01) : down()));
    await time.settle(thrown(client.generate('Hi')));
    expect(times).toHaveLength(5 + 4);
  });

  it('fails immediately with an explanation if the wait would exceed its deadline', async () => {
    const { client } = service(() => refusal(20));
    const error = await time.settle(thrown(client.generate({ prompt: 'Hi', timeout: { total: 2 } })));
    expect(error).toMatchObject({ kind: 'timeout', phase: 'total', message: expect.stringContaining('at least 20 s') });
    const second = await time.settle(thrown(client.generate({ prompt: 'Hi', timeout: 2 })));
    expect(second).toMatchObject({ kind: 'timeout', attempts: [], message: expect.stringContaining('timeout.total') });
    expect(time.monotonic()).toBeLessThan(100);
  });
});

describe('refusals of many calls', () => {
  it('do not use the retry budget', async () => {
    let refusing = true;
    const { client, times } = service((attempt) => (refusing ? refusal(attempt % 40 === 0 ? 0.5 : undefined) : down()));
    const calls = Array.from({ length: 100 }, () => thrown(client.generate('Hi')));
    await time.settle(Promise.all(calls));
    refusing = false;
    const before = times.length;
    await time.settle(
      Promise.all(Array.from({ length: 5 }, () => thrown(client.generate({ prompt: 'Hi', maxRetries: 3 })))),
    );
    expect(times.length - before).toBe(20);
  });

  it.each([200, 1000])('do not add load if the service refuses everything: %i calls', async (count) => {
    const { client, times } = service(() => refusal());
    const calls = Array.from({ length: count }, () => thrown(client.generate('Hi')));
    await time.settle(Promise.all(calls));
    expect(times.length - count).toBeLessThanOrEqual(Math.max(20, 0.1 * count));
  });

  it('are reported: by `notify` to those that wait, and by `client.limits()`', async () => {
    const { client, notices } = service(first(1, () => refusal(5)));
    const calls = Promise.all(['a', 'b', 'c'].map((prompt) => client.generate(prompt)));
    await time.advance(1);
    const late = client.generate('d');
    await time.advance(0);
    expect(notices.find(({ type }) => type === 'wait')).toMatchObject({ reason: 'rate_limit', queued: 0, delay: 4 });
    expect(client.limits()).toMatchObject([{ provider: 'fake', model: 'fake-1', inFlight: 0, queued: 1, wait: 4 }]);
    await time.settle(Promise.all([calls, late]));
    expect(client.limits()).toMatchObject([{ queued: 0, inFlight: 0 }]);
    expect(time.timers).toBe(0);
  });
});
