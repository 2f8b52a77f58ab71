import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LLMClient } from '../client.ts';
import { BudgetExceededError, ConfigurationError, InvalidRequestError, providerError } from '../contract/errors.ts';
import type { Provider } from '../contract/provider.ts';
import { fakeProvider } from '../testing/index.ts';
import { fs } from '../util/node-fs.ts';
import type { BatchInput, BatchItems } from './batch-input.ts';
import type { BatchItem, BatchOptions, BatchRun } from './batch-types.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'batch-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, name);

/** Returns a client whose answers repeat the prompt. `bad…` is an invalid request, and `dead…` an invalid API key. */
function echo() {
  const seen: string[] = [];
  const provider = fakeProvider({
    answer(request) {
      const prompt = String(request.messages.at(-1)?.content);
      seen.push(prompt);
      if (prompt.startsWith('bad'))
        throw providerError('invalid_request', 'bad prompt', { provider: 'fake', status: 400 });
      if (prompt.startsWith('dead')) throw providerError('authentication', 'wrong key', { provider: 'fake' });
      return `re: ${prompt}`;
    },
  });
  return { client: new LLMClient({ provider, maxRetries: 0 }), seen, provider };
}

async function all<Result>(run: BatchRun<Result>): Promise<readonly BatchItem<Result>[]> {
  const items: BatchItem<Result>[] = [];
  for await (const item of run) items.push(item);
  return items;
}
const textOf = ({ index, id, result, error }: BatchItem): string =>
  `${index} ${id} ${result?.text ?? (error as Error).message}`;
const texts = async (run: BatchRun): Promise<readonly string[]> => (await all(run)).map(textOf);

async function thrown(act: Promise<unknown>): Promise<Error> {
  return act.then(
    () => {
      throw new Error('did not throw');
    },
    (error: unknown) => error as Error,
  );
}

describe('batch', () => {
  it('returns results and errors with ids, in the order of the items', async () => {
    const { client } = echo();
    const line = {
      custom_id: 'c',
      method: 'POST',
      url: '/v1/chat/completions',
      body: { messages: [{ role: 'user', content: 'x' }] },
    };
    const items: BatchInput[] = [
      'a',
      'bad',
      { id: 'p', prompt: 'b' },
      { messages: [{ role: 'user', content: 'm' }] },
      line,
    ];
    const run = client.batch(items);
    expect(await texts(run)).toEqual(['0 0 re: a', '1 1 bad prompt', '2 p re: b', '3 3 re: m', '4 c re: x']);
    expect(await run.summary).toMatchObject({
      total: 5,
      done: 4,
      failed: 1,
      resumed: 0,
      usage: { inputTokens: expect.any(Number) },
    });
    expect(run.progress).toMatchObject({ done: 4, failed: 1, total: 5, eta: 0 });
  });

  it('embeds texts, and restores the vectors from the journal', async () => {
    const { provider } = echo();
    const embed: Provider['embed'] = async ({ input, model }) => {
      const embeddings = input.map((text) => [text.length, 0.5]);
      return { embeddings, usage: { inputTokens: input.length }, model };
    };
    const client = new LLMClient({ provider: { ...provider, embed } });
    const journal = at('j');
    const items = [{ id: 'e', input: 'some text' }, { input: ['a', 'b'] }];
    const first = await all(client.batch(items, { journal, model: 'fake-1' }));
    expect(first.map(({ result }) => result?.embeddings.length)).toEqual([1, 2]);
    const again = client.batch(items, { journal, model: 'fake-1' });
    expect((await all(again)).map(({ id, result }) => [id, result?.embeddings])).toEqual(
      first.map(({ id, result }) => [id, result?.embeddings]),
    );
    expect((await again.summary).resumed).toBe(2);
  });

  it('sends only the open items of a file with many finished ones', async () => {
    const { client, seen } = echo();
    const journal = at('j');
    const prompts = Array.from({ length: 5000 }, (_, index) => `q ${index}`);
    await all(client.batch(prompts.slice(3000), { journal }));
    seen.length = 0;
    const outcomes = await texts(client.batch(prompts, { journal }));
    expect(outcomes).toEqual(prompts.map((text, index) => `${index} ${index} re: ${text}`));
    expect([seen.length, seen.includes('q 3000')]).toEqual([3000, false]);
  });

  it('runs without a loop when the summary is read', async () => {
    const { client, seen } = echo();
    expect(await client.batch(['a', 'b']).summary).toMatchObject({ total: 2, done: 2 });
    expect(seen).toEqual(['a', 'b']);
  });

  it('writes the outcomes to the output in order, once all items are finished', async () => {
    const { client } = echo();
    const output = at('out.jsonl');
    for await (const { index } of client.batch([{ id: 'x', prompt: 'a' }, 'bad'], { output })) {
      expect([index, existsSync(output)]).toEqual([index, false]);
    }
    const lines = readFileSync(output, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(lines).toMatchObject([
      { index: 0, id: 'x', result: { text: 're: a', finishReason: 'stop' } },
      { index: 1, id: '1', error: { kind: 'invalid_request', message: 'bad prompt', status: 400 } },
    ]);
    expect(existsSync(`${output}.partial`)).toBe(false);
  });

  it('writes lines of any size with their index', async () => {
    const { client } = echo();
    const output = at('out.jsonl');
    const prompts = Array.from({ length: 1200 }, (_, index) => (index === 700 ? '€'.repeat(100_000) : `✓ ${index}`));
    await client.batch(prompts, { output }).summary;
    const lines = readFileSync(output, 'utf8').trimEnd().split('\n');
    const parsed = lines.map((line) => JSON.parse(line) as { index: number; result: { text: string } });
    expect(parsed.map(({ index, result }) => `${index} ${result.text}`)).toEqual(
      prompts.map((prompt, index) => `${index} re: ${prompt}`),
    );
  });

  it('does not send finished items again, and sends changed and failed ones', async () => {
    const { client, seen } = echo();
    const output = at('out.jsonl');
    const first = await texts(client.batch([{ id: 'x', prompt: 'a' }, 'b', 'bad'], { output }));
    const written = readFileSync(output);
    seen.length = 0;
    const again = client.batch([{ id: 'x', prompt: 'a' }, 'b', 'bad'], { output });
    expect(await texts(again)).toEqual(first);
    expect(await again.summary).toMatchObject({ done: 2, failed: 1, resumed: 3 });
    expect([seen, readFileSync(output)]).toEqual([[], written]);
    expect(await texts(client.batch([{ id: 'x', prompt: 'a' }, 'c', 'bad'], { output, retryFailed: true }))).toEqual([
      '0 x re: a',
      '1 1 re: c',
      '2 2 bad prompt',
    ]);
    expect(seen).toEqual(['c', 'bad']);
  });

  it('finds finished items that moved to another position', async () => {
    const { client, seen } = echo();
    const journal = at('j');
    await all(client.batch(['a', 'b', 'b', { id: 'x', prompt: 'c' }], { journal }));
    seen.length = 0;
    const moved = ['new', 'a', 'b', { id: 'x', prompt: 'c' }, 'b', 'b'];
    const expected = ['0 0 re: new', '1 1 re: a', '2 2 re: b', '3 x re: c', '4 4 re: b', '5 5 re: b'];
    expect(await texts(client.batch<BatchInput>(moved, { journal }))).toEqual(expected);
    expect(seen.toSorted()).toEqual(['b', 'new']);
    expect(await texts(client.batch<BatchInput>(moved, { journal }))).toEqual(expected);
    expect(seen).toHaveLength(2);
  });

  it('restores errors of the journal with their classes', async () => {
    const { client } = echo();
    const journal = at('j');
    await all(client.batch(['bad'], { journal }));
    const [item] = await all(client.batch(['bad'], { journal }));
    expect(item?.error).toBeInstanceOf(InvalidRequestError);
    expect(item?.error).toMatchObject({ kind: 'invalid_request', status: 400, provider: 'fake' });
  });

  it('rejects different options and shows the difference', async () => {
    const { client, seen } = echo();
    const journal = at('j');
    await all(client.batch(['a'], { journal, temperature: 0.5 }));
    const error = await thrown(all(client.batch(['a'], { journal, system: 'Be brief.' })));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error.message).toContain(
      'system was not set and is now "Be brief."; temperature was 0.5 and is now not set',
    );
    await all(client.batch(['a'], { journal, temperature: 0.5, timeout: 9, concurrency: 2 }));
    expect(seen).toEqual(['a']);
  });

  it('recovers a journal that was cut at any byte', async () => {
    const { client, seen } = echo();
    const items = ['a', { id: 'é"\\', prompt: 'b' }, 'bad'];
    const output = at('out.jsonl');
    const journal = at('j');
    const expected = await texts(client.batch<BatchInput>(items, { output, journal }));
    const [whole, written] = [readFileSync(journal), readFileSync(output)];
    for (let size = 0; size <= whole.length; size += 7) {
      writeFileSync(journal, whole.subarray(0, size));
      rmSync(output);
      seen.length = 0;
      expect(await texts(client.batch<BatchInput>(items, { output, journal }))).toEqual(expected);
      const finished = Math.max(0, whole.subarray(0, size).toString().split('\n').length - 2);
      expect([size, seen.length]).toEqual([size, 3 - Math.min(3, finished)]);
      expect(readFileSync(output)).toEqual(written);
    }
  });

  it('rejects files that it did not write, and does not change them', async () => {
    const { client, seen } = echo();
    for (const text of ['important\n', 'no end of line', '{"a":1}\n', '{"rephysco":"conversation","version":1}\n']) {
      writeFileSync(at('mine'), text);
      expect(await thrown(all(client.batch(['a'], { output: at('mine') })))).toBeInstanceOf(ConfigurationError);
      expect(await thrown(all(client.batch(['a'], { journal: at('mine') })))).toBeInstanceOf(ConfigurationError);
      expect(readFileSync(at('mine'), 'utf8')).toBe(text);
    }
    expect(seen).toEqual([]);
  });

  it('rejects a second run on the same journal', async () => {
    const { client } = echo();
    const journal = at('j');
    for await (const _ of client.batch(['a', 'b'], { journal })) {
      const error = await thrown(all(client.batch(['a'], { journal })));
      expect(error.message).toContain(`Another run uses this journal (process ${process.pid})`);
    }
    expect(await texts(client.batch(['a', 'b'], { journal }))).toHaveLength(2);
  });

  it('keeps all finished items when the disk is full', async () => {
    const { client, seen } = echo();
    const output = at('out.jsonl');
    const items = Array.from({ length: 20 }, (_, index) => `item ${index}`);
    const { writeSync } = fs;
    let writes = 0;
    const full = vi.spyOn(fs, 'writeSync').mockImplementation(((file: number, bytes: Uint8Array, ...rest: number[]) => {
      writes += 1;
      if (writes < 8) return writeSync(file, bytes, ...(rest as [number, number, number]));
      if (writes === 8) return writeSync(file, bytes, 0, 10, rest[2]);
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    }) as never);
    const error = await thrown(all(client.batch(items, { output, concurrency: 1 })));
    full.mockRestore();
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error.message).toContain('ENOSPC');
    const sent = seen.length;
    const kept = readFileSync(`${output}.journal`, 'utf8').trimEnd().split('\n').length - 1;
    expect(await texts(client.batch(items, { output }))).toEqual(
      items.map((text, index) => `${index} ${index} re: ${text}`),
    );
    expect([kept > 2, seen.length - sent]).toEqual([true, 20 - kept]);
    expect(readFileSync(output, 'utf8').trimEnd().split('\n')).toHaveLength(20);
  });

  it('writes nothing after the loop was left, and can be resumed', async () => {
    const late = Promise.withResolvers<void>();
    const provider = fakeProvider({
      async answer({ messages }) {
        const prompt = String(messages.at(-1)?.content);
        if (prompt !== 'first') await late.promise;
        return `re: ${prompt}`;
      },
    });
    const client = new LLMClient({ provider, maxRetries: 0 });
    const output = at('out.jsonl');
    for await (const _ of client.batch(['first', 'late'], { output })) break;
    const size = readFileSync(`${output}.journal`).length;
    late.resolve();
    await new Promise((resolve) => setImmediate(resolve));
    expect([readFileSync(`${output}.journal`).length, existsSync(output)]).toEqual([size, false]);
    const run = client.batch(['first', 'late'], { output });
    expect(await texts(run)).toEqual(['0 0 re: first', '1 1 re: late']);
    expect((await run.summary).resumed).toBe(1);
  });

  it('ends at an error that affects all items, and keeps the finished ones', async () => {
    const { client, seen } = echo();
    const journal = at('j');
    const run = client.batch(['a', 'dead', 'b', 'c'], { journal, concurrency: 1 });
    expect((await thrown(all(run))).message).toBe('wrong key');
    expect((await thrown(run.summary)).message).toBe('wrong key');
    seen.length = 0;
    await all(client.batch(['a', 'x', 'b', 'c'], { journal }));
    expect(seen).toEqual(['x', 'b', 'c']);
  });

  it('reports each item that cannot be sent, and sends the others', async () => {
    const { client, seen } = echo();
    const items = [
      'a',
      '',
      { id: 'x', prompt: 'b' },
      { id: 'x', prompt: 'c' },
      5,
      null,
      { nothing: 1 },
      { prompt: 'd', temprature: 1 },
    ];
    const outcomes = await all(client.batch(items as never as BatchItems<string>));
    expect(outcomes.map(({ error }) => (error as Error | undefined)?.message)).toEqual([
      undefined,
      expect.stringContaining('Item 1 has no prompt'),
      undefined,
      expect.stringContaining('Item 3 has the same id as the item at index 2: "x"'),
      expect.stringContaining('Item 4 has no prompt: it is 5'),
      expect.stringContaining('Item 5 has no prompt: it is null'),
      expect.stringContaining('Item 6 has no prompt'),
      expect.stringContaining("Item 7 has no option 'temprature'"),
    ]);
    for (const { error } of outcomes) if (error) expect(error).toBeInstanceOf(ConfigurationError);
    expect(seen).toEqual(['a', 'b']);
  });

  it('rejects invalid options before a request is sent', () => {
    const { client, seen } = echo();
    const wrong: readonly (readonly [unknown, unknown?])[] = [
      ['in.jsonl'],
      [5],
      [['a'], { concurency: 1 }],
      [['a'], { concurrency: 0 }],
      [['a'], { via: 'provder' }],
      [['a'], { output: '' }],
      [['a'], { maxCost: -1 }],
      [['a'], { maxCost: 'five' }],
      [['a'], { prompt: 'x' }],
      [['a'], { temperature: 'hot' }],
    ];
    for (const [items, options] of wrong) {
      expect(() => client.batch(items as BatchItems<string>, options as BatchOptions)).toThrow(ConfigurationError);
    }
    expect(seen).toEqual([]);
  });

  it('reports the progress, and throws the reason of an abort', async () => {
    const { client } = echo();
    const reports: number[] = [];
    await all(client.batch(['a', 'b'], { onProgress: ({ done }) => reports.push(done) }));
    expect(reports.at(-1)).toBe(2);
    const run = client.batch(['a'], { signal: AbortSignal.abort(new Error('stopped')) });
    expect((await thrown(all(run))).message).toBe('stopped');
  });

  it('stops before the maximum cost is exceeded, and resumes with a higher one', async () => {
    const { provider, seen } = echo();
    const prices = [{ input: 1, output: 1, currency: 'USD' }];
    const priced = {
      ...provider,
      model: (id: string) => ({ ...provider.model(id), prices, contextWindow: 1000, maxOutputTokens: 10 }),
    };
    const client = new LLMClient({ provider: priced as never, maxRetries: 0 });
    const journal = at('j');
    const items = Array.from({ length: 50 }, (_, index) => `item ${index}`);
    const error = await thrown(all(client.batch(items, { journal, maxCost: 0.00005 })));
    expect(error).toBeInstanceOf(BudgetExceededError);
    const sent = seen.length;
    expect(sent).toBeGreaterThan(1);
    expect(sent).toBeLessThan(50);
    const summary = await client.batch(items, { journal, maxCost: 1 }).summary;
    expect(summary).toMatchObject({ done: 50, resumed: sent });
    expect(seen).toHaveLength(50);
  });
});
