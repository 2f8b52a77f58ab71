import { afterEach, describe, expect, it } from 'vitest';
import { LLMClient } from '../client.ts';
import type { Budget } from '../contract/budget.ts';
import type { BookingRequest, Claim, Coordinator, Ledger } from '../contract/coordinator.ts';
import { BudgetExceededError } from '../contract/errors.ts';
import type { Provider } from '../contract/provider.ts';
import { Config } from '../options/config.ts';
import { fakeProvider, setClock, virtualClock } from '../testing/index.ts';
import { thrown } from '../testing/samples.ts';

afterEach(() => Config.reset());

const priced = (answer: () => Promise<string> | string): Provider => ({
  ...fakeProvider({ answer }),
  identity: 'https://shared.example.com',
  model: (id) => ({
    id,
    input: ['text'],
    maxOutputTokens: 100,
    prices: [{ currency: 'USD', input: 1, output: 1, per: 1_000_000 }] as never,
  }),
});

/** Returns a coordinator that books one start per second, and a record of its calls. */
function bookings() {
  const booked: BookingRequest[] = [];
  const ended: unknown[] = [];
  const pauses: number[] = [];
  const coordinator: Coordinator = {
    limiter: (provider) => ({
      async book(request) {
        booked.push(request);
        const order = booked.length;
        return {
          delay: order - 1,
          done: (tokens) => void ended.push([provider, order, tokens]),
          cancel: () => void ended.push([provider, order, 'cancelled']),
        };
      },
      pause: (seconds) => void pauses.push(seconds),
    }),
  };
  return { coordinator, booked, ended, pauses };
}

describe('a coordinator', () => {
  it('books the start of requests with limits per minute', async () => {
    const time = virtualClock();
    const restore = setClock(time);
    try {
      const { coordinator, booked, ended } = bookings();
      const starts: number[] = [];
      const provider = priced(() => {
        starts.push(time.monotonic());
        return 'Hi.';
      });
      const client = new LLMClient({ provider, coordinator, limits: { requestsPerMinute: 60, concurrency: 2 } });
      await time.settle(Promise.all(['a', 'b', 'c'].map((prompt) => client.generate(prompt))));
      expect(starts).toEqual([0, 1000, 2000]);
      expect(booked[0]).toMatchObject({ tokens: expect.any(Number), limits: { requestsPerMinute: 60 } });
      expect(ended[0]).toEqual([provider.name, 1, expect.any(Number)]);
      const late = await time.settle(thrown(client.generate({ prompt: 'd', timeout: { total: 2 } })));
      expect(late).toMatchObject({ kind: 'timeout', phase: 'total', sent: false });
      const stop = new AbortController();
      const aborted = thrown(client.generate({ prompt: 'e', signal: stop.signal }));
      await time.advance(1);
      stop.abort('enough');
      expect(await aborted).toBe('enough');
      expect(ended.slice(-2)).toEqual([
        [provider.name, 4, 'cancelled'],
        [provider.name, 5, 'cancelled'],
      ]);
      expect(time.timers).toBe(0);
    } finally {
      restore();
    }
  });

  it('is not used by clients without limits per minute', async () => {
    const { coordinator, booked } = bookings();
    Config.update({ coordinator });
    await new LLMClient({ provider: priced(() => 'Hi.'), limits: { concurrency: 3 } }).generate('Hi');
    expect(booked).toEqual([]);
  });

  it('keeps the budget of all clients, but not that of a batch', async () => {
    const asked: [Budget, number][] = [];
    let left = 1;
    const coordinator: Coordinator = {
      ledger: (budget): Ledger => ({
        budget,
        spent: { amount: 0.25, currency: 'USD', estimated: true },
        async reserve(amount) {
          asked.push([budget, amount]);
          left -= 1;
          if (left < 0) throw new BudgetExceededError('No money is left.');
          return { settle: () => {} };
        },
      }),
    };
    const budget = { amount: 5, currency: 'USD' };
    const client = new LLMClient({ provider: priced(() => 'Hi.'), coordinator, budget });
    expect((await client.generate({ prompt: 'Hi', maxTokens: 5 })).text).toBe('Hi.');
    expect(await thrown(client.generate('Hi'))).toBeInstanceOf(BudgetExceededError);
    expect([client.spent?.amount, asked.map(([each]) => each)]).toEqual([0.25, [budget, budget]]);
    const run = client.batch(['a', 'b'], { maxCost: 1 });
    expect(await run.summary).toMatchObject({ done: 2 });
    expect(asked).toHaveLength(2);
  });

  it('allows one of several clients to send a request, and the others read its answer from the cache', async () => {
    const holders = new Map<string, Promise<void>>();
    const coordinator: Coordinator = {
      async claim(key): Promise<Claim | undefined> {
        const holder = holders.get(key);
        if (holder) return void (await holder);
        let release = (): void => {};
        holders.set(key, new Promise((resolve) => (release = resolve)));
        return {
          release() {
            holders.delete(key);
            release();
          },
        };
      },
    };
    const cache = new Map<string, unknown>();
    let calls = 0;
    const answer = async (): Promise<string> => {
      calls += 1;
      await new Promise((resolve) => setImmediate(resolve));
      return `Answer ${calls}.`;
    };
    const clients = Array.from({ length: 4 }, () => {
      return new LLMClient({ provider: priced(answer), cache, enableCache: true, coordinator });
    });
    const answers = await Promise.all(clients.map((client) => client.generate('Hi')));
    expect([calls, ...answers.map(({ text }) => text)]).toEqual([1, ...Array(4).fill('Answer 1.')]);
    expect(holders.size).toBe(0);
    const failing = clients.map(() => {
      const provider = priced(() => Promise.reject(new Error('down')));
      return new LLMClient({ provider, cache, enableCache: true, coordinator, maxRetries: 0 });
    });
    await Promise.all(failing.map((client) => thrown(client.generate('Another'))));
    expect(holders.size).toBe(0);
  });
});
