/**
 * Measures the cost of the cache: `pnpm torture:figures [folder] [entries]`, best with a folder in memory. CPU is user
 * and system time; wall time is the median. A bare file is written under another name and renamed, or read and parsed.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheKey } from '../src/cache/cache-key.ts';
import type { GenerateRequest } from '../src/contract/request.ts';
import { fileStore, memoryStore, sqliteStore } from '../src/index.ts';
import { sha256 } from '../src/util/sha256.ts';

const [, , folder = tmpdir(), asked = '100000'] = process.argv;
const entries = Number(asked);
const root = mkdtempSync(join(folder, 'rephysco-figures-'));

interface Cost {
  readonly wall: number;
  readonly cpu: number;
}

/** Returns the average cost of a call in microseconds. */
async function cost(count: number, call: (index: number) => unknown): Promise<Cost> {
  const times: number[] = [];
  const before = process.cpuUsage();
  for (let index = 0; index < count; index += 1) {
    const started = performance.now();
    await call(index);
    times.push(performance.now() - started);
  }
  const { user, system } = process.cpuUsage(before);
  times.sort((one, other) => one - other);
  return { wall: (times[count >> 1] ?? 0) * 1000, cpu: (user + system) / count };
}

/** Returns the best of several rounds, for calls that are too short to measure individually. */
function quick(count: number, call: (index: number) => unknown): number {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 7; round += 1) {
    const before = process.cpuUsage();
    for (let index = 0; index < count; index += 1) call(index);
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / count);
  }
  return best;
}

const show = (what: string, value: string): void => console.log(`${what.padEnd(58)} ${value}`);
const micro = ({ wall, cpu }: Cost): string => `${wall.toFixed(1)} us wall, ${cpu.toFixed(1)} us CPU`;

/** Returns JSON like an answer: 1 to 8 KB, evenly distributed over the magnitudes, with some non-ASCII letters. */
function value(index: number): object {
  const length = 1000 * 8 ** ((index * 0.618) % 1);
  return { id: index, text: 'A sentence of an answer, “quoted” — 你好. '.repeat(Math.ceil(length / 48)) };
}
const key = (index: number): string => sha256(`value ${index}`);

async function measureFiles(
  count: number,
): Promise<{ readonly write: Cost; readonly read: Cost; readonly overwrite: Cost }> {
  const store = fileStore({ dir: join(root, `cache-${count}`) });
  await store.set('the first write', 0);
  const write = await cost(count, (index) => store.set(key(index), value(index), 3_600_000));
  const some = Math.min(count, 5000);
  const read = await cost(some, (index) => store.get(key(index * Math.floor(count / some))));
  const miss = await cost(some, (index) => store.get(key(-1 - index)));
  const overwrite = await cost(some, (index) => store.set(key(index), value(index), 3_600_000));
  show(`file store, ${count} entries: write`, micro(write));
  show(`file store, ${count} entries: overwrite`, micro(overwrite));
  show(`file store, ${count} entries: hit`, micro(read));
  show(`file store, ${count} entries: miss`, micro(miss));
  return { write, read, overwrite };
}

async function measureTable(count: number): Promise<void> {
  const store = sqliteStore({ file: join(root, 'answers.sqlite') });
  show(
    `SQLite store, ${count} entries: write`,
    micro(await cost(count, (index) => store.set(key(index), value(index), 3_600_000))),
  );
  show(
    `SQLite store, ${count} entries: hit`,
    micro(await cost(Math.min(count, 5000), (index) => store.get(key(index)))),
  );
  await store.disconnect?.();
}

/** Alternates between store and bare files, so that other load of the machine affects both equally. */
async function measureBeside(count: number): Promise<void> {
  const store = fileStore({ dir: join(root, `cache-${count}`) });
  const dir = join(root, 'raw');
  const path = (index: number): string => join(dir, key(index).slice(0, 2), key(index));
  const write = (index: number): void => {
    writeFileSync(`${path(index)}.tmp`, JSON.stringify(value(index)));
    renameSync(`${path(index)}.tmp`, path(index));
  };
  for (let each = 0; each < 256; each += 1)
    mkdirSync(join(dir, each.toString(16).padStart(2, '0')), { recursive: true });
  for (let index = 0; index < count; index += 1) write(index);
  await compare(
    'hit',
    count,
    (index) => store.get(key(index)),
    (index) => JSON.parse(readFileSync(path(index), 'utf8')),
  );
  await compare(
    'write',
    count,
    (index) => store.set(key(count + index), value(index), 3_600_000),
    (index) => write(count + index),
  );
}

async function compare(
  what: string,
  count: number,
  call: (index: number) => unknown,
  raw: (index: number) => unknown,
): Promise<void> {
  const times: [number[], number[]] = [[], []];
  for (let index = 0; index < Math.min(count, 10_000); index += 1) {
    for (const [place, each] of [call, raw].entries()) {
      const started = performance.now();
      await each(index);
      times[place]?.push(1000 * (performance.now() - started));
    }
  }
  const [own = 0, bare = 0] = times.map((list) => list.sort((one, other) => one - other)[list.length >> 1] ?? 0);
  show(`${what} beside bare files`, `${own.toFixed(1)} and ${bare.toFixed(1)} us wall, ${(own / bare).toFixed(2)} x`);
}

async function upkeep(): Promise<void> {
  const store = fileStore({ dir: join(root, `cache-${entries}`) });
  const estimate = await cost(1, () => store.stats({ estimate: true }));
  show(`estimate of ${entries} entries`, `${(estimate.cpu / 1e6).toFixed(3)} s CPU`);
  for (const what of ['stats', 'prune', 'clear'] as const) {
    const { wall, cpu } = await cost(1, () => store[what]());
    show(`${what} of ${entries} entries`, `${(wall / 1e6).toFixed(2)} s wall, ${(cpu / 1e6).toFixed(2)} s CPU`);
  }
}

/** Measures first uses, each in a new process. */
function freshProcess(): void {
  const dir = JSON.stringify(join(root, `cache-${entries}`));
  const program = (use: string): string => `
    const cpu = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000; };
    const { fileStore } = await import(${JSON.stringify(join(import.meta.dirname, '../dist/index.js'))});
    process.getBuiltinModule('node:crypto').hash('sha256', ''); // a client has loaded it for the key
    const [before, started, memory] = [cpu(), performance.now(), process.memoryUsage().rss];
    ${use}
    console.log(JSON.stringify([performance.now() - started, cpu() - before, (process.memoryUsage().rss - memory) / 1e6]));`;
  const run = (use: string): readonly number[] => {
    const options = ['--expose-gc', '--input-type=module', '--eval', program(use)];
    return JSON.parse(execFileSync(process.execPath, options, { cwd: import.meta.dirname, encoding: 'utf8' }));
  };
  const make = `const store = fileStore({ dir: ${dir} });`;
  const get = `if (!await store.get(${JSON.stringify(key(0))})) throw new Error('a miss');`;
  const many = 'for (let index = 0; index < 20000; index += 1) await store.get(String(index)); global.gc();';
  for (const [what, use, place] of [
    ['store made', make, 0],
    ['store made, and a first get', make + get, 0],
    ['flat-cache loaded', "await import('flat-cache');", 1],
    ['memory over start, after 20,000 gets', make + many, 2],
  ] as const) {
    const found = Array.from({ length: 9 }, () => run(use)[place] ?? 0).sort((one, other) => one - other)[4] ?? 0;
    show(`fresh process: ${what}`, `${found.toFixed(1)} ${['ms', 'ms CPU', 'MB'][place]}`);
  }
}

function request(content: string, rest: object = {}): GenerateRequest {
  return { provider: 'fake', model: 'fake-1', messages: [{ role: 'user', content }], stream: false, ...rest };
}

async function memory(): Promise<void> {
  const store = memoryStore();
  for (let index = 0; index < 1000; index += 1) store.set(key(index), value(index), 3_600_000);
  const keys = Array.from({ length: 1000 }, (_, index) => key(index));
  show('memory store: hit', `${quick(1e6, (index) => store.get(keys[index % 1000] ?? '')).toFixed(3)} us CPU`);
  show('memory store: miss', `${quick(1e6, (index) => store.get(`${index % 1000}`)).toFixed(3)} us CPU`);
  const sentence = 'Explain quantum computing in simple terms. ';
  for (const [name, size, count] of [
    ['a short', 1, 100_000],
    ['a 44 KB', 1024, 5000],
    ['a 100 KB', 2330, 2000],
  ] as const) {
    const content = sentence.repeat(size);
    show(
      `key of ${name} request`,
      `${quick(count, () => cacheKey(request(content), 'https://a.example/v1')).toFixed(2)} us CPU`,
    );
  }
  const picture = `data:image/png;base64,${'iVBO'.repeat(2_500_000)}`;
  const ask = (part: object): string =>
    cacheKey({ ...request(''), messages: [{ role: 'user', content: [part as never] }] });
  show('key of a 10 MB picture', `${quick(3, () => ask({ type: 'image', url: picture })).toFixed(0)} us CPU`);
  const part = { type: 'image', url: picture };
  show('key of a 10 MB picture that was seen before', `${quick(1000, () => ask(part)).toFixed(1)} us CPU`);
}

try {
  await memory();
  const warm = fileStore({ dir: join(root, 'warm') });
  for (let index = 0; index < 3000; index += 1) await warm.set(key(index), await warm.get(key(index - 1)), 3_600_000);
  const few = await measureFiles(100);
  const many = await measureFiles(entries);
  await measureBeside(entries);
  await measureTable(entries);
  show(
    'write: many entries to few',
    `${(many.write.wall / few.write.wall).toFixed(2)} wall, ${(many.write.cpu / few.write.cpu).toFixed(2)} CPU`,
  );
  freshProcess();
  await upkeep();
} finally {
  rmSync(root, { recursive: true });
}
