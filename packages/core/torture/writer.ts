/**
 * A process that writes values until it is killed or done, and says on standard output what it is about to write and
 * what it has written: `node writer.ts '{"dir": …}'`.
 */
import { writeSync } from 'node:fs';
import { fileStore } from '../src/cache/stores/file/file-store.ts';
import { asSample, nameOf, sample } from './values.ts';

/** What a writer is to do. */
export interface Orders {
  readonly dir: string;
  readonly bytes: number;
  /** Keys that it writes, over and over, in this order. */
  readonly keys: readonly number[];
  /** Version of its first value; each one has the next. */
  readonly version: number;
  readonly writes: number;
  /** Reads each key before it writes it, and says what is no whole value. */
  readonly reads: boolean;
}

const { dir, bytes, keys, version, writes, reads }: Orders = JSON.parse(process.argv[2] ?? '{}');
const store = fileStore({ dir, maxBytes: 4 * 1024 ** 3 });

function say(what: string, key: number, version: number): void {
  try {
    writeSync(1, `${what} ${key} ${version}\n`);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error;
    say(what, key, version); // whoever listens is behind
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
