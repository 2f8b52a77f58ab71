import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import type { Orders } from './writer.ts';

/** Line that a writer reported. */
export interface Said {
  readonly what: string;
  readonly key: number;
  readonly version: number;
}

/** Runs a writer until it is done. */
export async function runWriter(orders: Orders): Promise<readonly Said[]> {
  return read(await text(start(orders).stdout));
}

/** Runs a writer and kills it at a random moment within the given number of milliseconds. */
export async function killWriter(orders: Orders, within: number): Promise<readonly Said[]> {
  const writer = start(orders);
  const output = text(writer.stdout);
  const [first] = await once(writer.stdout, 'data');
  if (!String(first).startsWith('ready')) throw new Error(`The writer did not start: ${first}`);
  await wait(Math.random() * within);
  writer.kill('SIGKILL');
  return read(await output);
}

function start(orders: Orders): ChildProcess & { readonly stdout: NodeJS.ReadableStream } {
  const script = join(import.meta.dirname, 'writer.ts');
  const writer = spawn(process.execPath, [script, JSON.stringify(orders)], { stdio: ['ignore', 'pipe', 'inherit'] });
  return writer as typeof writer & { readonly stdout: NodeJS.ReadableStream };
}

function read(output: string): readonly Said[] {
  return output
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      const [what = '', key, version] = line.split(' ');
      return { what, key: Number(key), version: Number(version) };
    });
}
