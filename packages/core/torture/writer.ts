/**
 * Process that writes values until it is killed or done. It reports on standard output each write before and after it:
 * `node writer.ts '{"dir": …}'`.
 */
import { writeSync } from 'node:fs';
import { fileStore } from '../src/cache/stores/file/file-store.ts';
import { asSample, nameOf, sample } from './values.ts';

/** Orders for a writer. */
export interface Orders {
  readonly dir: string;
  readonly bytes: number;
  /** Keys to write repeatedly in this order. */
  readonly keys: readonly number[];
  /** Version of the first value. Each write increments it. */
  readonly version: number;
  readonly writes: number;
  /** `true` to read each key before writing it, and to report incomplete values. */
  readonly reads: boolean;
}

const { dir, bytes, keys, version, writes, reads }: Orders = JSON.parse(process.argv[2] ?? '{}');
const store = fileStore({ dir, maxBytes: 4 * 1024 ** 3 });

function say(what: string, key: number, version: number): void {
  try {
    writeSync(1, `${what} ${key} ${version}\n`);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error;
    say(what, key, version); // the pipe is full because the reader is slow
  }
}

await store.set('the first write loads the library', 0);
say('ready', 0, 0);
for (let count = 0; count < writes; count += 1) {
  const key = keys[count % keys.length] ?? 0;
  try {
    const found = reads ? await store.get(nameOf(key)) : undefined;
    if (found !== undefined && !asSample(key, found, bytes)) say('torn', key, version + count);
    say('begun', key, version + count);
    await store.set(nameOf(key), sample(key, version + count, bytes));
    say('done', key, version + count);
  } catch (error) {
    say(`thrown:${String(error).replaceAll(/\s/g, '_')}`, key, version + count);
  }
}
