import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import KeyvRedis from '@keyv/redis';
import Keyv from 'keyv';
import { Keyv as Keyv6 } from 'keyv-6';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LLMClient } from '../../client.ts';
import type { Notice } from '../../contract/notice.ts';
import { fakeProvider, storeContract } from '../../testing/index.ts';
import { hasRedis, type Redis, startRedis } from '../../testing/redis.ts';

if (!hasRedis) console.warn('SKIPPED: tests with a real Redis. Install it with `apt-get install redis-server`.');

let redis: Redis;
beforeAll(async () => {
  if (hasRedis) redis = await startRedis();
});
afterAll(() => redis?.[Symbol.asyncDispose]());

let count = 0;
/** Returns a store with its own namespace, so that clearing it does not affect other stores. */
const keyvRedis = (): KeyvRedis<unknown> => {
  count += 1;
  return new KeyvRedis<unknown>(redis.url, { namespace: `test-${count}` });
};

describe.skipIf(!hasRedis)('Keyv 5 over Redis follows the store contract', () => {
  storeContract({ it, expect, create: () => new Keyv(keyvRedis(), { namespace: `test-${count}` }) });
});

describe.skipIf(!hasRedis)('Keyv 6 over Redis follows the store contract', () => {
  storeContract({ it, expect, create: () => new Keyv6(keyvRedis() as never, { namespace: `test-${count}` }) });
});

describe.skipIf(!hasRedis)('a client with Redis as its store', () => {
  const outages = [
    { what: 'is killed', begin: () => redis.kill(), end: () => redis.restart() },
    { what: 'freezes', begin: async () => redis.freeze(), end: async () => redis.resume() },
  ];

  it.each(outages)('waits once when it $what, and then not again until it is back', async ({ begin, end }) => {
    const keyv = new Keyv(keyvRedis());
    const ask = asking(keyv);
    await ask('before');
    expect(await ask('before')).toMatchObject({ cached: true });

    await begin();
    setTimeout(end, 1500);
    const during: Asked[] = [];
    for (let index = 0; index < 50; index += 1) during.push(await ask(`during ${index}`));
    expect(during.every(({ text, cached }) => text === 'Hello.' && !cached)).toBe(true);
    const late = expect.stringMatching(/^The cache store cannot be (read|written): no answer within 250 ms\./);
    expect(during.flatMap(({ warnings }) => warnings)).toEqual([late]);
    // 250 ms if one request waits, plus the delays of a busy machine. It is 12,500 ms if each of the 50 waits.
    expect(during.reduce((sum, { milliseconds }) => sum + milliseconds, 0)).toBeLessThan(5000);

    await expect.poll(async () => (await ask('after')).cached, { timeout: 20_000 }).toBe(true);
    await keyv.disconnect();
  });

  it('shares answers with other processes', async () => {
    for (const { wrong } of await callers(3)) expect(wrong).toBe(0);
    expect(await callers(1)).toEqual([{ asked: 0, wrong: 0 }]);
  });
});

/** Program that sends 30 requests. It prints how many of them reached the provider and how many answers are wrong. */
const caller = `
  import KeyvRedis from '@keyv/redis';
  import Keyv from 'keyv';
  import { LLMClient } from '@rephysco/core';
  import { fakeProvider } from '@rephysco/core/testing';
  const keyv = new Keyv(new KeyvRedis(process.argv[1], { namespace: 'processes' }));
  const provider = fakeProvider({ answer: ({ messages }) => 'Answer to ' + messages[0].content });
  const client = new LLMClient({ provider, enableCache: true, cache: keyv });
  const prompts = Array.from({ length: 30 }, (_, index) => 'question ' + index);
  const answers = await Promise.all(prompts.map((prompt) => client.generate(prompt)));
  const wrong = answers.filter(({ text }, index) => text !== 'Answer to question ' + index).length;
  console.log(JSON.stringify({ asked: provider.requests.length, wrong }));
  await keyv.disconnect();
`;

async function callers(count: number): Promise<readonly { readonly asked: number; readonly wrong: number }[]> {
  const cwd = join(import.meta.dirname, '../..');
  const options = ['--conditions=@rephysco/source', '--input-type=module', '--eval', caller, redis.url];
  const processes = Array.from({ length: count }, () => spawn(process.execPath, options, { cwd }));
  return Promise.all(processes.map(async ({ stdout }) => JSON.parse(await text(stdout))));
}

interface Asked {
  readonly text: string;
  readonly cached: boolean;
  readonly milliseconds: number;
  readonly warnings: readonly string[];
}

function asking(cache: Keyv): (prompt: string) => Promise<Asked> {
  const client = new LLMClient({ provider: fakeProvider(), enableCache: true, cache });
  return async (prompt) => {
    const warnings: string[] = [];
    const notify = (notice: Notice): void => {
      if (notice.type === 'warning') warnings.push(notice.message);
    };
    const started = performance.now();
    const { text, cached } = await client.generate({ prompt, notify });
    return { text, cached, milliseconds: performance.now() - started, warnings };
  };
}
