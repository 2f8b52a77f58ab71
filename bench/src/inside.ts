/** Measures the in-process overhead of a call with a provider that responds immediately. Prints figures as JSON. */
import { LLMClient, type LLMClientOptions, type Message, memoryStore } from '@rephysco/core';
import { instantAnswer, instantProvider } from './instant.ts';

const short = 'Say hello.';
const long = 'A sentence of a long document, again and again. '.repeat(44_000 / 48);

/** Returns the CPU microseconds per call for each round, after `warmUp` rounds. The calls run one after the other. */
async function cpuOf(count: number, call: (index: number) => Promise<unknown>, warmUp = 8): Promise<number[]> {
  const found: number[] = [];
  for (let round = -warmUp; round < 9; round += 1) {
    const before = process.cpuUsage();
    for (let index = 0; index < count; index += 1) await call(index);
    const { user, system } = process.cpuUsage(before);
    if (round >= 0) found.push((user + system) / count);
  }
  return found;
}

const provider = instantProvider();

async function hit(prompt: string, count: number): Promise<readonly number[]> {
  const client = new LLMClient({ provider, enableCache: true, cache: memoryStore() });
  await client.generate(prompt);
  return cpuOf(count, () => client.generate(prompt));
}

/**
 * Returns the overhead of the layers: a call through them minus a call of the provider alone. Each request is new to
 * the cache.
 */
async function layers(options: Pick<LLMClientOptions, 'enableCache'>): Promise<readonly number[]> {
  const client = new LLMClient({ provider, cache: memoryStore(), ...options });
  let number = 0;
  // Node continues to optimize code during the first 40,000 calls.
  const all = await cpuOf(2000, () => client.generate(`${short} ${number++}`), 24);
  const bare = await cpuOf(2000, async () => {
    for await (const _ of instantAnswer());
  });
  return all.map((figure, round) => figure - (bare[round] ?? 0));
}

/** Returns the CPU ratio of counting 101 messages when only the last one is new, compared with all new. */
async function counting(): Promise<readonly number[]> {
  const client = new LLMClient({ provider });
  const message = (number: number): Message => ({ role: 'user', content: `${number}: ${long.slice(0, 430)}` });
  let number = 0;
  const history = Array.from({ length: 100 }, () => message(number++));
  await client.countTokens({ messages: history });
  const anew = await cpuOf(20, () =>
    client.countTokens({ messages: Array.from({ length: 101 }, () => message(number++)) }),
  );
  const last = await cpuOf(400, () => client.countTokens({ messages: [...history, message(number++)] }));
  return last.map((figure, round) => figure / (anew[round] ?? Number.NaN));
}

const figures = {
  shortHit: await hit(short, 5000),
  longHit: await hit(long, 300),
  layers: await layers({}),
  layersAndCache: await layers({ enableCache: true }),
  counting: await counting(),
};
console.log(JSON.stringify(figures));
