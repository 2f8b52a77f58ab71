/**
 * Performs 20,000 calls of every kind and prints the leaks: heap, listeners, timers, sockets. The first argument sets
 * another number of calls, and the second one limits them to one provider. Run it with `pnpm soak`. Exits with code 1
 * if it finds a leak.
 */
import { spawn } from 'node:child_process';
import { getEventListeners, once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { memoryStore } from '@rephysco/core';
import { providers } from '../providers.ts';
import { soakCalls, soakClients } from './soak-calls.ts';

const [, , asCount = '20000', only] = process.argv;
const count = Number(asCount);
const atOnce = 16;
const windows = 20;
const growthAllowed = 0.05;

/**
 * Bytes of an entry of `client.ledger`, measured on Node 24. A ledger keeps its latest 10,000 requests, so its known size
 * is subtracted: it must not hide a leak, and is none itself.
 */
const entrySize = 330;

if (!(Number.isInteger(count) && count >= windows)) {
  throw new Error(
    `The number of calls must be a whole number of at least ${windows}, not '${asCount}'. Usage: pnpm soak [calls] [provider]`,
  );
}

const asked = providers.filter(({ service }) => only === undefined || service === only);
if (asked.length === 0) {
  throw new Error(
    `There is no provider '${only}'. Providers are: ${providers.map(({ service }) => service).join(', ')}.`,
  );
}

const source = ['--conditions=@rephysco/source', `${import.meta.dirname}/soak-service.ts`];
const service = spawn(process.execPath, source, { stdio: ['pipe', 'pipe', 'inherit'] });
const [printed] = (await once(service.stdout, 'data')) as [Buffer];
const url = String(printed).trim();

const { signal } = new AbortController();
const store = memoryStore({ maxBytes: 2 ** 20 });
const clients = asked.map(({ service }) => soakClients(url, service, store));
const jobs = clients.flatMap((own) => [...own]);
const failures = new Map<string, number>();
const heaps: number[] = [];

for (let window = 0; window < windows; window += 1) {
  const first = Math.round((count * window) / windows);
  await ask(first, Math.round((count * (window + 1)) / windows));
  heaps.push(await heapInUse());
}
for (const [, client] of jobs) await client.close();
service.stdin.end();
await once(service, 'exit');
await turn();

const growth = median(heaps.slice(-5)) / median(heaps.slice(5, 10)) - 1;
const active = process.getActiveResourcesInfo();
const left = {
  'listeners on the shared signal': getEventListeners(signal, 'abort').length,
  timers: active.filter((name) => name === 'Timeout').length,
  sockets: active.filter((name) => name.startsWith('TCP')).length,
  'calls that did not end as they should': [...failures.values()].reduce((sum, each) => sum + each, 0),
};

console.log(`${count} calls: ${soakCalls.map(({ name }) => name).join(', ')}; ${atOnce} at a time, ${windows} windows`);
console.log(
  `heap without the ledger after each window, MB: ${heaps.map((bytes) => (bytes / 2 ** 20).toFixed(1)).join(' ')}`,
);
console.log(`heap, last five windows over the five after the first five: ${(growth * 100).toFixed(1)} %`);
for (const [what, number] of Object.entries(left)) console.log(`${what}: ${number}`);
for (const [what, number] of failures) console.log(`${number} x ${what}`);
const leaks = Object.values(left).some((number) => number > 0) || growth > growthAllowed;
console.log(leaks ? 'something is left' : 'nothing is left');
process.exitCode = leaks ? 1 : 0;

async function ask(from: number, to: number): Promise<void> {
  let next = from;
  const worker = async (): Promise<void> => {
    while (next < to) {
      const number = next++;
      const [call, client] = jobs[number % jobs.length] ?? [];
      if (!call || !client) continue;
      await call.run(client, { number, signal }).catch((error: unknown) => {
        const what = `${call.name}, ${client.provider.name}: ${error}`;
        failures.set(what, (failures.get(what) ?? 0) + 1);
      });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

async function heapInUse(): Promise<number> {
  for (let time = 0; time < 4; time += 1) {
    gc?.();
    await turn();
  }
  const entries = jobs.reduce((sum, [, { ledger }]) => sum + ledger.entries.length, 0);
  return process.memoryUsage().heapUsed - entries * entrySize;
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}
