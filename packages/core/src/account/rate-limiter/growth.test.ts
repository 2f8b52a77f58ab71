// Loaded in advance: the retry loop imports it at its first use, which takes real time while the virtual clock runs.
import 'exponential-backoff';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LLMClient } from '../../client.ts';
import { type ProviderError, providerError } from '../../contract/errors.ts';
import type { Provider } from '../../contract/provider.ts';
import { fakeProvider, setClock, type VirtualClock, virtualClock } from '../../testing/index.ts';
import { sleep } from '../../util/abort.ts';
import { isGrowthCode } from './growth.ts';

let time: VirtualClock;
let restore: () => void;
beforeEach(() => {
  time = virtualClock();
  restore = setClock(time);
});
afterEach(() => restore());

let ordinal = 0;
interface Load {
  readonly seconds: number;
  readonly callers: number;
  readonly fail: (accepted: readonly number[], now: number) => ProviderError | undefined;
}

/** Runs callers that repeat calls for `seconds`. Returns the times of accepted and of refused requests. */
async function load({ seconds, callers, fail }: Load) {
  const accepted: number[] = [];
  const refused: number[] = [];
  const fake = fakeProvider({
    answer: async () => {
      await sleep(0.008);
      const now = time.monotonic();
      const error = fail(accepted, now);
      (error ? refused : accepted).push(now);
      if (error) throw error;
      await sleep(0.3);
      return 'Hi.';
    },
  });
  ordinal += 1;
  const provider: Provider = { ...fake, identity: `https://growth-${ordinal}.example.com`, account: 'a' };
  const client = new LLMClient({ provider, notify: () => {} });
  let over = false;
  const lost: unknown[] = [];
  const loops = Array.from({ length: callers }, async () => {
    while (!over) await client.generate('Hi').catch((error) => void lost.push(error));
  });
  await time.advance(seconds);
  over = true;
  await time.settle(Promise.all(loops));
  const between = (times: readonly number[], from: number, to: number): number =>
    times.filter((at) => at >= from * 1000 && at < to * 1000).length;
  return { accepted, refused, lost, between };
}

const refusal = (code: string | undefined, status = 429): ProviderError =>
  providerError(status === 429 ? 'rate_limit' : 'overloaded', 'Slow down.', { provider: 'fake', status, code });

/** Returns `true` if another request exceeds both 20 per second and 125 % of the requests of the second before. */
const tooFast = (accepted: readonly number[], now: number): boolean => {
  const count = (from: number, to: number): number => accepted.filter((at) => at > from && at <= to).length;
  return count(now - 1000, now) + 1 > Math.max(20, 1.25 * count(now - 2000, now - 1000));
};

describe('a lane whose service limits the growth of the rate', () => {
  it.each(['slow_down', 'limit_burst_rate', 'Throttling.BurstRate', 'RequestBurstTooFast'])(
    'raises the pace by a tenth per second after %s, with few refusals',
    async (code) => {
      const fail: Load['fail'] = (accepted, now) => (tooFast(accepted, now) ? refusal(code) : undefined);
      const { accepted, refused, lost, between } = await load({ seconds: 22, callers: 60, fail });
      expect(lost).toEqual([]);
      expect(between(accepted, 4, 5)).toBeGreaterThan(20);
      expect(between(accepted, 20, 21)).toBeGreaterThan(90);
      expect(between(refused, 2, 22)).toBeLessThan(0.01 * accepted.length);
    },
  );

  it('finds a limit of the rate itself, too', async () => {
    const fail: Load['fail'] = (accepted, now) => {
      if (tooFast(accepted, now)) return refusal('limit_burst_rate');
      return accepted.filter((at) => at > now - 1000).length >= 60 ? refusal('limit_requests') : undefined;
    };
    const { accepted, refused, lost, between } = await load({ seconds: 60, callers: 60, fail });
    expect(lost).toEqual([]);
    expect(between(accepted, 20, 60)).toBeGreaterThan(0.9 * 60 * 40);
    expect(between(refused, 20, 60)).toBeLessThan(0.02 * between(accepted, 20, 60));
  });

  it('also follows the code in a 503', async () => {
    const fail: Load['fail'] = (accepted, now) => (tooFast(accepted, now) ? refusal('slow_down', 503) : undefined);
    const { accepted, lost, between } = await load({ seconds: 22, callers: 60, fail });
    expect(lost).toEqual([]);
    expect(between(accepted, 20, 21)).toBeGreaterThan(90);
  });

  it('sends few requests while the service refuses all of them', async () => {
    const all = await load({ seconds: 120, callers: 20, fail: () => refusal('slow_down') });
    expect(all.between(all.refused, 10, 120)).toBeLessThan(120);
  });

  it.each([undefined, '', 'rate_limit_exceeded', 'limit_requests', 'Throttling.RateQuota', 'slow', '1302'])(
    'does not count %s as a limit of growth',
    (code) => expect(isGrowthCode(code)).toBe(false),
  );
});
