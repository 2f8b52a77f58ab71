import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BatchItem, type BatchRun, LLMClient, ProviderError } from '@rephysco/core';
import { createSimulator, type Simulator } from '@rephysco/simulator';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { creationPath, resultsPath } from './paths.ts';
import { services } from './services.ts';

let simulator: Simulator;
let folder: string;
beforeEach(async () => {
  simulator = await createSimulator();
  folder = mkdtempSync(join(tmpdir(), 'provider-batch-'));
});
afterEach(async () => {
  await simulator.close();
  rmSync(folder, { recursive: true, force: true });
});

const fast = { via: 'provider', pollInterval: 0.01 } as const;
const items = (count: number): { readonly id: string; readonly prompt: string }[] =>
  Array.from({ length: count }, (_, index) => ({ id: `item-${index}`, prompt: `Question ${index} about apples` }));
const clientOf = (provider: string, options: object = {}): LLMClient =>
  new LLMClient({
    provider,
    apiKey: 'a-made-up-key',
    baseURL: simulator.baseURL(provider as never),
    maxTokens: 30,
    ...options,
  });

async function all(run: BatchRun): Promise<readonly BatchItem[]> {
  const found: BatchItem[] = [];
  for await (const item of run) found.push(item);
  return found;
}
async function thrown(run: BatchRun): Promise<unknown> {
  return all(run).then(
    () => undefined,
    (error: unknown) => error,
  );
}
const sizes = (): readonly number[] => simulator.batches.map(({ lines }) => lines);
const textsOf = (found: readonly BatchItem[]): readonly unknown[] => found.map(({ result }) => result?.text);

describe.each(services)('A batch at %s', (provider) => {
  it('returns the answers of calls, in order, at half of the cost', async () => {
    await using client = clientOf(provider);
    const output = join(folder, 'out.jsonl');
    const run = client.batch(items(12), { ...fast, output });
    const found = await all(run);
    expect(found.map(({ index, id }) => `${index} ${id}`)).toEqual(items(12).map(({ id }, index) => `${index} ${id}`));
    const calls = await all(client.batch(items(12)));
    expect(textsOf(found)).toEqual(textsOf(calls));
    for (const [index, { result }] of found.entries()) {
      expect(result?.serviceTier).toBe('batch');
      expect((result?.cost?.amount ?? 0) * 2).toBeCloseTo(calls[index]?.result?.cost?.amount ?? -1, 12);
    }
    const summary = await run.summary;
    expect([summary.done, summary.failed, summary.waiting, sizes()]).toEqual([12, 0, 0, [12]]);
    expect(readFileSync(output, 'utf8').trimEnd().split('\n')).toHaveLength(12);
    // The repeated call reads the results from the journal.
    expect(textsOf(await all(client.batch(items(12), { ...fast, output })))).toEqual(textsOf(found));
    expect(sizes()).toEqual([12]);
  });

  it('ends without waiting, and is collected by the same call later', async () => {
    await using client = clientOf(provider);
    const journal = join(folder, 'j');
    const first = client.batch(items(5), { ...fast, journal, wait: false });
    expect(await all(first)).toEqual([]);
    expect([(await first.summary).waiting, sizes()]).toEqual([5, [5]]);
    expect(first.progress.batches).toMatchObject([
      { id: expect.stringContaining(simulator.batches[0]?.id ?? ''), items: 5 },
    ]);
    expect(textsOf(await all(client.batch(items(5), { ...fast, journal })))).toHaveLength(5);
    expect(sizes()).toEqual([5]);
  });

  it('is created once, even if the response to its creation is lost', async () => {
    await using client = clientOf(provider);
    simulator.fail('refused', { path: creationPath(provider) });
    expect(await all(client.batch(items(4), { ...fast, journal: join(folder, 'j') }))).toHaveLength(4);
    expect(sizes()).toEqual([4]);
  });

  it('sends expired items in the next part', async () => {
    await using client = clientOf(provider);
    simulator.failBatch('expired@3');
    const found = await all(client.batch(items(8), fast));
    expect(found.every(({ result }) => result?.text)).toBe(true);
    expect(sizes()).toEqual(provider === 'gemini' ? [8, 8] : [8, 5]);
  });

  it('reports the errors of lines as those of calls', async () => {
    await using client = clientOf(provider);
    simulator.failBatch('line-errors@3');
    const found = await all(client.batch(items(7), fast));
    expect(found.map(({ error }) => (error ? (error as ProviderError).kind : 'ok'))).toEqual([
      'ok',
      'ok',
      'invalid_request',
      'ok',
      'ok',
      'invalid_request',
      'ok',
    ]);
    expect(sizes()).toEqual([7]);
  });

  it('downloads results again when the connection breaks', async () => {
    await using client = clientOf(provider);
    simulator.fail('cut@1', { path: resultsPath(provider) });
    expect(await all(client.batch(items(150), fast))).toHaveLength(150);
    expect(sizes()).toEqual([150]);
  });

  it('ends with an error when it is cancelled, and sends the others when it is run again', async () => {
    await using client = clientOf(provider);
    const journal = join(folder, 'j');
    simulator.failBatch('cancelled@2');
    expect(String(await thrown(client.batch(items(6), { ...fast, journal })))).toContain('was cancelled');
    const run = client.batch(items(6), { ...fast, journal });
    expect(await all(run)).toHaveLength(6);
    expect(sizes()).toEqual(provider === 'gemini' ? [6, 6] : [6, 4]);
  });

  it('fails with a typed error for a wrong key, before anything is created', async () => {
    await using client = clientOf(provider, { apiKey: 'a-wrong-key' });
    const error = await thrown(client.batch(items(2), fast));
    expect(error).toBeInstanceOf(ProviderError);
    expect((error as ProviderError).kind).toBe('authentication');
    expect(sizes()).toEqual([]);
  });

  it('keeps the items of results that the provider no longer has as failed', async () => {
    await using client = clientOf(provider);
    simulator.failBatch('gone');
    const found = await all(client.batch(items(3), { ...fast, journal: join(folder, 'j') }));
    expect(found.map(({ error }) => (error as ProviderError).kind)).toEqual(['not_found', 'not_found', 'not_found']);
    expect(await all(client.batch(items(3), { ...fast, journal: join(folder, 'j'), retryFailed: true }))).toHaveLength(
      3,
    );
    expect(sizes()).toEqual([3, 3]);
  });
});

describe('A batch of a provider', () => {
  it('waits while the queue of the service is full, in smaller parts', async () => {
    await using client = clientOf('openai');
    simulator.failBatch('queue-full@60');
    const found = await all(client.batch(items(9), fast));
    expect(found.every(({ result }) => result?.text)).toBe(true);
    expect(sizes()[0]).toBe(9);
    expect(Math.max(...sizes().slice(1))).toBeLessThan(9);
  });

  it('reports a line that the service rejects, and sends the others again', async () => {
    await using client = clientOf('openai');
    simulator.failBatch('failed@2');
    const found = await all(client.batch(items(4), fast));
    expect(found.map(({ error }) => error !== undefined)).toEqual([false, true, false, false]);
    expect(sizes()).toEqual([4, 3]);
  });

  it('is split by model if a batch of the service has one model', async () => {
    await using client = clientOf('openai');
    const models = ['gpt-5.4-mini', 'gpt-5.4-nano'];
    const mixed = items(6).map((item, index) => ({ ...item, model: models[index % 2] }));
    const found = await all(client.batch(mixed, fast));
    expect(found.map(({ result }) => result?.model)).toEqual(mixed.map(({ model }) => model));
    expect(sizes()).toEqual([3, 3]);
  });

  it('embeds texts', async () => {
    await using client = clientOf('openai');
    const texts = [{ input: 'one' }, { input: ['two', 'three'] }];
    const found = await all(client.batch(texts, { ...fast, model: 'text-embedding-3-small' }) as never);
    expect(found.map(({ result }) => (result as unknown as { embeddings: unknown[] }).embeddings.length)).toEqual([
      1, 2,
    ]);
    const whole = await client.embed({ input: 'one', model: 'text-embedding-3-small' });
    expect((found[0]?.result?.cost?.amount ?? 0) * 2).toBeCloseTo(whole.cost?.amount ?? -1, 15);
  });

  it('returns typed objects, and does not run tools', async () => {
    await using client = clientOf('openai', { maxTokens: 200 });
    const schema = { type: 'object', properties: { fruit: { type: 'string' } }, required: ['fruit'] } as const;
    const [item] = await all(client.batch(['Name a fruit.'], { ...fast, schema }));
    expect(item?.result?.object).toHaveProperty('fruit');
    let runs = 0;
    const tool = { name: 'weather', description: 'weather of a city', execute: () => (runs += 1) };
    const [called] = await all(client.batch(['Call the tool weather for a city.'], { ...fast, tools: [tool] }));
    expect([called?.result?.toolCalls.map(({ name }) => name), runs]).toEqual([['weather'], 0]);
  });

  it('stays within its maximum cost, and continues with a higher one', async () => {
    await using client = clientOf('openai');
    const journal = join(folder, 'j');
    const one = (await client.generate('Question 0 about apples')).cost?.amount ?? 0;
    const error = await thrown(client.batch(items(40), { ...fast, journal, maxCost: one * 5 }));
    expect((error as Error).name).toBe('BudgetExceededError');
    const run = client.batch(items(40), { ...fast, journal, maxCost: 1 });
    await all(run);
    const { done, resumed, cost } = await run.summary;
    expect([done, resumed > 4]).toEqual([40, true]);
    expect(cost?.amount).toBeCloseTo((one / 2) * 40, 9);
  });

  it('is not sent again as calls while it waits', async () => {
    await using client = clientOf('openai');
    const journal = join(folder, 'j');
    await all(client.batch(items(3), { ...fast, journal, wait: false }));
    expect(String(await thrown(client.batch(items(3), { journal })))).toContain("via: 'provider'");
  });

  it('is rejected for a provider without a batch API', async () => {
    await using client = new LLMClient({ provider: 'sim' as never });
    expect(String(await thrown(client.batch(['a'], fast)))).toContain('has no batch API');
  });
});
