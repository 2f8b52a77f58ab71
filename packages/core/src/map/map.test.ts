import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LLMClient } from '../client.ts';
import { ConfigurationError, providerError } from '../contract/errors.ts';
import { fakeProvider } from '../testing/index.ts';
import type { MapItem, MapRun } from './map-types.ts';

const promptOf = (request: { readonly messages: readonly { readonly content: unknown }[] }): string =>
  String(request.messages.at(-1)?.content);

/** Returns a client whose answers repeat the prompt, and counts of its calls. Prompts that start with `bad` fail. */
function echo(pause: (prompt: string) => Promise<void> = async () => {}) {
  const seen = { now: 0, most: 0, aborted: 0 };
  const provider = fakeProvider({
    async answer(request) {
      seen.now += 1;
      seen.most = Math.max(seen.most, seen.now);
      let running = true;
      request.signal?.addEventListener('abort', () => {
        if (running) seen.aborted += 1;
      });
      try {
        await pause(promptOf(request));
      } finally {
        running = false;
        seen.now -= 1;
      }
      if (promptOf(request).startsWith('bad')) throw providerError('invalid_request', 'bad', { provider: 'fake' });
      return `re: ${promptOf(request)}`;
    },
  });
  return { client: new LLMClient({ provider, maxRetries: 0 }), seen, provider };
}

async function all(run: MapRun): Promise<readonly MapItem[]> {
  const items: MapItem[] = [];
  for await (const item of run) items.push(item);
  return items;
}
const textOf = ({ index, result, error }: MapItem): string => `${index} ${result?.text ?? (error as Error).message}`;

describe('map', () => {
  it('returns results and errors in the order of the inputs', async () => {
    const { client } = echo(async (prompt) => void (await delay(prompt === 'a' ? 15 : 0)));
    const run = client.map(['a', 'bad', { prompt: 'c' }]);
    expect((await all(run)).map(textOf)).toEqual(['0 re: a', '1 bad', '2 re: c']);
    expect(run.progress).toMatchObject({ done: 2, failed: 1, total: 3, eta: 0 });
  });

  it('has at most `concurrency` calls in progress and holds at most twice as many inputs', async () => {
    let read = 0;
    function* inputs(): Generator<string> {
      for (; read < 50; read += 1) yield `q${read}`;
    }
    const { client, seen } = echo(() => delay(1));
    let yielded = 0;
    for await (const { index } of client.map(inputs(), {}, { concurrency: 4 })) {
      expect(index).toBe(yielded);
      expect(read - yielded).toBeLessThanOrEqual(8);
      await delay(2);
      yielded += 1;
    }
    expect([yielded, seen.most]).toEqual([50, 4]);
  });

  it('passes the options to all calls, and those of an input take precedence', async () => {
    const { client, provider } = echo();
    await all(client.map(['a', { prompt: 'b', maxTokens: 2 }], { maxTokens: 5, system: 'Be brief.' }));
    expect(provider.requests.map(({ maxTokens }) => maxTokens)).toEqual([5, 2]);
    expect(provider.requests.map(({ messages }) => messages[0]?.content)).toEqual(['Be brief.', 'Be brief.']);
  });

  it('converts inputs to calls with a function, which may throw for one of them', async () => {
    const { client } = echo();
    async function* numbers(): AsyncGenerator<number> {
      yield* [1, 2, 3];
    }
    const run = client.map(numbers(), async (number, index) => {
      if (number === 2) throw new Error('no two');
      return number === 1 ? `${number} at ${index}` : { prompt: String(number) };
    });
    expect((await all(run)).map(textOf)).toEqual(['0 re: 1 at 0', '1 no two', '2 re: 3']);
    expect(run.progress.total).toBe(3);
  });

  it('ends at the first error with `stopOnError`, and aborts the other calls', async () => {
    const { client, seen } = echo((prompt) => (prompt === 'bad' ? Promise.resolve() : delay(50)));
    const run = client.map(['bad', 'b', 'c'], {}, { stopOnError: true });
    expect((await all(run)).map(textOf)).toEqual(['0 bad']);
    expect(seen.aborted).toBe(2);
  });

  it('aborts the calls and closes the inputs when the loop is left', async () => {
    let closed = false;
    function* inputs(): Generator<string> {
      try {
        for (;;) yield 'a';
      } finally {
        closed = true;
      }
    }
    const { client, seen } = echo();
    for await (const { index } of client.map(inputs(), {}, { concurrency: 3 })) if (index === 2) break;
    expect([closed, seen.now]).toEqual([true, 0]);
  });

  it('throws the reason of an abort, also while it waits for an input', async () => {
    const controller = new AbortController();
    const { client } = echo();
    async function* inputs(): AsyncGenerator<string> {
      yield 'a';
      await new Promise(() => {});
    }
    const run = all(client.map(inputs(), { signal: controller.signal }));
    await delay(5);
    controller.abort(new Error('stopped'));
    await expect(run).rejects.toThrow('stopped');
  });

  it('throws an error of the inputs after the outcomes before it', async () => {
    const { client } = echo();
    function* inputs(): Generator<string> {
      yield 'a';
      throw new Error('broken input');
    }
    const items: MapItem[] = [];
    const loop = async (): Promise<void> => {
      for await (const item of client.map(inputs())) items.push(item);
    };
    await expect(loop()).rejects.toThrow('broken input');
    expect(items.map(textOf)).toEqual(['0 re: a']);
  });

  it('rejects invalid options before any call', () => {
    const { client, provider } = echo();
    for (const call of [
      () => client.map('text' as never),
      () => client.map(5 as never),
      () => client.map([], {}, { concurrency: 0 }),
      () => client.map([], {}, { concurency: 1 } as never),
      () => client.map([], { maxTokns: 1 } as never),
      () => client.map([], { stream: true } as never),
    ]) {
      expect(call).toThrow(ConfigurationError);
    }
    expect(provider.requests).toEqual([]);
  });

  it('loses, repeats and reorders no outcome, for any inputs and any concurrency', async () => {
    const outcomes = fc.array(fc.record({ bad: fc.boolean(), ms: fc.nat(3) }), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(outcomes, fc.integer({ min: 1, max: 9 }), async (list, concurrency) => {
        const { client, seen } = echo((prompt) => delay(Number(prompt.at(-1))));
        const prompts = list.map(({ bad, ms }) => `${bad ? 'bad' : 'ok'} ${ms}`);
        const run = client.map(prompts, {}, { concurrency });
        const items = await all(run);
        expect(items.map(({ index }) => index)).toEqual(prompts.map((_, index) => index));
        expect(items.map(({ error }) => error !== undefined)).toEqual(list.map(({ bad }) => bad));
        expect(run.progress.done + run.progress.failed).toBe(list.length);
        expect(seen.most).toBeLessThanOrEqual(concurrency);
      }),
      { numRuns: 30 },
    );
  });
});
