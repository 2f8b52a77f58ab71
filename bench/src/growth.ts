/**
 * Measures how the cost of a call grows: the CPU at several sizes, and the exponent of the growth. An exponent of 1 means
 * that ten times the size costs ten times as much.
 */
import { Conversation, LLMClient, type Message, memoryStore } from '@rephysco/core';
import { instantProvider } from './instant.ts';

/** Cost of one dimension. */
export interface Growth {
  readonly what: string;
  /** Maximum exponent. */
  readonly bar: number;
  readonly sizes: readonly number[];
  /** CPU in milliseconds, one value per size. */
  readonly costs: readonly number[];
  readonly exponent: number;
}

interface Dimension {
  readonly what: string;
  readonly bar?: number;
  readonly sizes: readonly number[];
  /** Prepares a size. Returns the work that is measured, and how often it repeats the operation. */
  prepare(size: number): Promise<{ readonly times?: number; work(): Promise<unknown> }>;
}

const provider = instantProvider();
const message = (index: number): Message => ({ role: index % 2 === 0 ? 'user' : 'assistant', content: `No. ${index}` });

const dimensions: readonly Dimension[] = [
  {
    what: 'one call, by messages of its history',
    sizes: [100, 1000, 10_000],
    async prepare(size) {
      const client = new LLMClient({ provider });
      const messages = [...Array.from({ length: size }, (_, index) => message(index)), message(0)];
      const times = Math.ceil(20_000 / size);
      return { times, work: () => inTurn(times, () => client.generate({ messages })) };
    },
  },
  {
    what: 'a whole chat, by turns',
    // A turn sends the history, so the sum over all turns grows faster than their number.
    bar: 1.8,
    sizes: [100, 400, 1600],
    async prepare(size) {
      const times = Math.ceil(1600 / size);
      const client = new LLMClient({ provider });
      return {
        times,
        work: () =>
          inTurn(times, async () => {
            const chat = new Conversation({ client });
            await inTurn(size, (index) => chat.send(`No. ${index}`));
          }),
      };
    },
  },
  {
    what: 'clients with one call each, by clients',
    sizes: [100, 1000, 10_000],
    async prepare(size) {
      return { work: () => inTurn(size, () => new LLMClient({ provider }).generate('Hi')) };
    },
  },
  {
    what: 'misses and hits of a cache, by its entries',
    sizes: [100, 1000, 10_000, 100_000, 1_000_000],
    async prepare(size) {
      const cache = memoryStore({ maxBytes: 4e9 });
      const answer = { answer: 'x'.repeat(20) };
      for (let index = 0; index < size; index += 1) cache.set(`entry ${index}`, answer);
      const client = new LLMClient({ provider, cache, enableCache: true });
      const times = 4000;
      return {
        times,
        async work() {
          await inTurn(times / 2, (index) => client.generate(`No. ${index}`));
          await inTurn(times / 2, (index) => client.generate(`No. ${index}`));
        },
      };
    },
  },
  {
    what: 'calls at the same time, by calls',
    sizes: [1, 10, 100, 1000, 10_000],
    async prepare(size) {
      const client = new LLMClient({ provider });
      const times = Math.ceil(10_000 / size);
      const all = (): Promise<unknown> => Promise.all(Array.from({ length: size }, () => client.generate('Hi')));
      return { times, work: () => inTurn(times, all) };
    },
  },
  {
    what: 'one stream, by its chunks',
    sizes: [1000, 10_000, 100_000],
    async prepare(size) {
      const client = new LLMClient({ provider: instantProvider(size) });
      const times = Math.ceil(100_000 / size);
      return {
        times,
        work: () =>
          inTurn(times, async () => {
            for await (const _ of client.stream('Hi'));
          }),
      };
    },
  },
];

/** Measures all dimensions. Takes about a minute. */
export async function measureGrowth(rounds = 3): Promise<readonly Growth[]> {
  const found: Growth[] = [];
  for (const { what, bar = 1.25, sizes, prepare } of dimensions) {
    const costs: number[] = [];
    for (const size of sizes) costs.push(await leastCost(() => prepare(size), rounds));
    found.push({ what, bar, sizes, costs, exponent: exponentOf(sizes.slice(-3), costs.slice(-3)) });
  }
  return found;
}

/** Returns the CPU milliseconds of one operation: the least of a few rounds, after one that warms up. */
async function leastCost(prepare: () => ReturnType<Dimension['prepare']>, rounds: number): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let round = -1; round < rounds; round += 1) {
    const { times = 1, work } = await prepare();
    gc?.();
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    if (round >= 0) least = Math.min(least, (user + system) / 1000 / times);
  }
  return least;
}

/** Returns the slope of the line through the logarithms of sizes and costs (least squares). */
function exponentOf(sizes: readonly number[], costs: readonly number[]): number {
  const x = sizes.map(Math.log);
  const y = costs.map(Math.log);
  const mean = (values: readonly number[]): number => values.reduce((sum, each) => sum + each, 0) / values.length;
  const [meanX, meanY] = [mean(x), mean(y)];
  const shared = x.reduce((sum, each, index) => sum + (each - meanX) * ((y[index] ?? 0) - meanY), 0);
  return shared / x.reduce((sum, each) => sum + (each - meanX) ** 2, 0);
}

async function inTurn(times: number, work: (index: number) => Promise<unknown>): Promise<void> {
  for (let index = 0; index < times; index += 1) await work(index);
}
