import { execFileSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LLMClient } from '@rephysco/core';
import { fakeProvider } from '@rephysco/core/testing';

// Measures batches: the time to resume a large journal, and the CPU of the journal per item compared with a raw fetch.
// Run: node --conditions=@rephysco/source bench/src/batch.ts [items]

const [, script = '', mode = '', path = ''] = process.argv;

const provider = fakeProvider({
  answer: ({ messages }) => `The answer to ${String(messages.at(-1)?.content)} has about as many words as this one.`,
});
const client = new LLMClient({ provider, maxRetries: 0 });
const cpu = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

/** Writes a file of items, and the journal of a batch in which all items but the last are finished. */
async function writeFiles(folder: string, count: number): Promise<void> {
  const input = join(folder, 'in.jsonl');
  const output = join(folder, 'out.jsonl');
  writeFileSync(input, lineOf(0));
  await client.batch({ path: input }, { output }).summary;
  rmSync(output);
  const [heading = '', record = ''] = readFileSync(`${output}.journal`, 'utf8').split('\n');
  const rest = record.slice(record.indexOf('"s":')).replaceAll('"item-0"', '"item-#"');
  const files = [openSync(input, 'w'), openSync(`${output}.journal`, 'w')] as const;
  writeSync(files[1], `${heading}\n`);
  for (let index = 0; index < count; index += 1000) {
    const lines = Array.from({ length: Math.min(1000, count - index) }, (_, each) => lineOf(index + each));
    writeSync(files[0], lines.join(''));
    const records = lines.map((line, each) => {
      const key = hash('sha256', line.trimEnd()).slice(0, 32);
      return `{"i":${index + each},"k":"${key}",${rest.replaceAll('#', String(index + each))}\n`;
    });
    writeSync(files[1], (index + 1000 >= count ? records.slice(0, -1) : records).join(''));
  }
  for (const file of files) closeSync(file);
}

const lineOf = (index: number): string => `{"id":"item-${index}","prompt":"question ${index}"}\n`;

async function resume(folder: string): Promise<void> {
  const input = join(folder, 'in.jsonl');
  const started = performance.now();
  const { total, resumed } = await client.batch({ path: input }, { output: join(folder, 'out.jsonl') }).summary;
  const seconds = (performance.now() - started) / 1000;
  console.log(JSON.stringify({ total, resumed, seconds, maxRSS: process.resourceUsage().maxRSS / 1024, cpu: cpu() }));
}

async function journalCost(folder: string): Promise<void> {
  const count = 5000;
  const server = createServer((_, response) => response.end('{"answer":"ok"}')).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  server.keepAliveTimeout = 0;
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const measure = async (act: () => Promise<unknown>): Promise<number> => {
    const before = cpu();
    await act();
    return ((cpu() - before) / count) * 1e6;
  };
  const fetchAll = async (): Promise<void> => {
    let left = count;
    const loop = async (): Promise<void> => {
      while (left-- > 0) await (await fetch(url, { method: 'POST', body: '{"prompt":"x"}' })).json();
    };
    await Promise.all(Array.from({ length: 100 }, loop));
  };
  const prompts = Array.from({ length: count }, (_, index) => `question ${index}`);
  const rounds: { readonly bare: number; readonly journalled: number; readonly raw: number }[] = [];
  for (let round = 0; round < 9; round += 1) {
    const without = (): Promise<number> => measure(() => client.batch(prompts).summary);
    const withJournal = (): Promise<number> => {
      return measure(() => client.batch(prompts, { journal: join(folder, `j${round}`) }).summary);
    };
    // The order alternates, because the garbage of one run is collected in the next one.
    const [first, second] = round % 2 === 0 ? [without, withJournal] : [withJournal, without];
    const costs = [await first(), await second()] as const;
    const [bare, journalled] = round % 2 === 0 ? costs : [costs[1], costs[0]];
    rounds.push({ bare, journalled, raw: await measure(fetchAll) });
  }
  const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
  // The first round compiles the code.
  const counted = rounds.slice(1);
  const perItem = median(counted.map((each) => each.journalled)) - median(counted.map((each) => each.bare));
  const raw = median(counted.map((each) => each.raw));
  server.close();
  console.log(JSON.stringify({ journal: perItem, fetch: raw, share: perItem / raw }));
}

if (mode === 'resume') await resume(path);
else if (mode === 'journal') await journalCost(path);
else {
  const count = Number(mode || 1_000_000);
  const folder = mkdtempSync(join(tmpdir(), 'bench-batch-'));
  const run = (...args: readonly string[]): void => {
    execFileSync(process.execPath, ['--conditions=@rephysco/source', script, ...args], { stdio: 'inherit' });
  };
  try {
    await writeFiles(folder, count);
    run('resume', folder);
    run('journal', folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
