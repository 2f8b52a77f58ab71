import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { hasRedis, type Redis as RedisServer, startRedis } from '@rephysco/core/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

if (!hasRedis) console.warn('SKIPPED: tests with a real Redis. Install it with `apt-get install redis-server`.');

let server: RedisServer;
let folder: string;
const calls = new Map<string, number>();
const service = createServer(async (request, response) => {
  const prompt = await text(request);
  calls.set(prompt, (calls.get(prompt) ?? 0) + 1);
  setTimeout(() => response.end(`Answer to ${prompt}.`), 20);
});
let address = '';
beforeAll(async () => {
  if (!hasRedis) return;
  server = await startRedis();
  folder = mkdtempSync(join(tmpdir(), 'queue-'));
  service.listen(0, '127.0.0.1');
  await once(service, 'listening');
  address = `http://127.0.0.1:${(service.address() as { port: number }).port}`;
});
afterAll(async () => {
  service.close();
  service.closeAllConnections();
  await server?.[Symbol.asyncDispose]();
  if (folder) rmSync(folder, { recursive: true });
});

const start = (file: string, args: readonly string[]): ChildProcess =>
  fork(join(import.meta.dirname, file), args, { execArgv: ['--conditions=@rephysco/source'], stdio: 'pipe' });
/** Promise for each worker that resolves when the worker handles signals. */
const ready = new Map<ChildProcess, Promise<unknown>>();
const worker = (): ChildProcess => {
  const child = start('worker-process.ts', [server.url, address, '8']);
  ready.set(child, once(child, 'message'));
  return child;
};

const count = 600;
const outcomes = (output: string): unknown[] =>
  readFileSync(output, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
const expected = Array.from({ length: count }, (_, index) => [`item-${index}`, `Answer to question ${index}.`]);

describe.skipIf(!hasRedis)('a batch over a queue, with three workers', () => {
  it('has every outcome once, in order, after workers and the producer are killed', async () => {
    const output = join(folder, 'out.jsonl');
    const workers = [worker(), worker(), worker()];
    const produce = (): { process: ChildProcess; done: () => number } => {
      const child = start('producer-process.ts', [server.url, output, String(count)]);
      let done = 0;
      child.on('message', (message) => (done = Number(message)));
      child.stderr?.pipe(process.stderr);
      return { process: child, done: () => done };
    };
    let producer = produce();
    for (const [index, share] of [0.2, 0.4, 0.6].entries()) {
      await expect.poll(() => producer.done(), { timeout: 60_000, interval: 20 }).toBeGreaterThan(share * count);
      workers[index]?.kill('SIGKILL');
      workers[index] = worker();
      if (index !== 1) continue;
      producer.process.kill('SIGKILL');
      await once(producer.process, 'exit');
      producer = produce();
    }
    await once(producer.process, 'exit');
    const lines = outcomes(output) as { id: string; result: { text: string } }[];
    expect(lines.map(({ id, result }) => [id, result.text])).toEqual(expected);
    const again = [...calls.values()].reduce((sum, each) => sum + each - 1, 0);
    console.log(`${again} calls made again after 3 killed workers and 1 killed producer`);
    // Three workers are killed, each with at most eight calls in progress.
    expect(again).toBeLessThanOrEqual(3 * 8);
    for (const each of workers) await ready.get(each);
    for (const each of workers) each.kill('SIGTERM');
    const exits = await Promise.all(workers.map(async (each) => each.exitCode ?? (await once(each, 'exit'))[0]));
    expect(exits).toEqual([0, 0, 0]);
  }, 120_000);
});
