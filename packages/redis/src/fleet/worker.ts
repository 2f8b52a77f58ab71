// Process of the fleet tests: makes calls with a shared coordinator, and reports the time of each request.
import { type Budget, type Limits, LLMClient, type Provider } from '@rephysco/core';
import { fakeProvider } from '@rephysco/core/testing';
import { Redis } from 'ioredis';
import { redisCoordinator } from '../redis-coordinator.ts';
import { redisStore } from '../redis-store.ts';

/** Work of one process. */
export interface Work {
  readonly url: string;
  readonly processes?: number;
  readonly callers: number;
  readonly seconds?: number;
  readonly prompts?: readonly string[];
  readonly limits?: Limits;
  readonly budget?: Budget;
  readonly cached?: boolean;
  readonly lease?: number;
  readonly latency: number;
}

/** Report of a process. `at` is in milliseconds since 1970, `waited` in milliseconds. */
export type Report =
  | { readonly type: 'sent'; readonly at: number; readonly waited: number; readonly prompt: string }
  | { readonly type: 'paid'; readonly amount: number }
  | { readonly type: 'failed'; readonly message: string; readonly waited: number }
  | { readonly type: 'ready' | 'over' };

const report = (each: Report): void => void process.send?.(each);

process.once('message', (work: Work) => void run(work));

async function run({ url, processes, callers, seconds = 0, prompts, ...work }: Work): Promise<void> {
  const redis = new Redis(url, { retryStrategy: () => 50 });
  redis.on('error', () => {});
  const coordinator = redisCoordinator(redis, { account: 'fleet', processes, lease: work.lease });
  const began = new Map<string, number>();
  const fake = fakeProvider({
    answer: async ({ messages }) => {
      const prompt = String(messages.at(-1)?.content);
      report({ type: 'sent', at: Date.now(), waited: performance.now() - (began.get(prompt) ?? 0), prompt });
      await new Promise((resolve) => setTimeout(resolve, work.latency));
      return `Answer to ${prompt}.`;
    },
  });
  const provider: Provider = {
    ...fake,
    identity: 'https://fleet.example.com',
    model: (id) => ({ id, input: ['text'], maxOutputTokens: 100, prices: [{ currency: 'USD', input: 1, output: 1 }] }),
  };
  const { limits, budget, cached = false } = work;
  const cache = redisStore(redis);
  const client = new LLMClient({ provider, coordinator, limits, budget, cache, enableCache: cached });
  const end = performance.now() + seconds * 1000;
  const open = [...(prompts ?? [])];
  let count = 0;
  const next = (): string | undefined => {
    if (prompts) return open.shift();
    count += 1;
    return performance.now() < end ? `${process.pid} ${count}` : undefined;
  };
  report({ type: 'ready' });
  const loops = Array.from({ length: callers }, async () => {
    let refused = 0;
    for (let prompt = next(); prompt !== undefined; prompt = next()) {
      began.set(prompt, performance.now());
      try {
        const { cost } = await client.generate({ prompt, maxTokens: 100 });
        report({ type: 'paid', amount: cost?.amount ?? 0 });
      } catch (error) {
        const { message } = error as Error;
        report({ type: 'failed', message, waited: performance.now() - (began.get(prompt) ?? 0) });
        // Tries again, because reservations of other calls and of crashed processes end soon.
        refused += 1;
        if (refused > 80) return;
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
    }
  });
  await Promise.all(loops);
  // Waits until the last settlements have reached Redis.
  await new Promise((resolve) => setTimeout(resolve, 100));
  report({ type: 'over' });
  redis.disconnect();
  process.disconnect?.();
}
