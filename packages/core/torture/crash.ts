import { fileStore } from '../src/cache/stores/file/file-store.ts';
import { asSample, nameOf, sample } from './values.ts';
import { killWriter, type Said } from './writers.ts';

/** What came of it; the last three are to be zero. */
export interface Damage {
  /** Values that were written, as their writer had said before it was killed. */
  readonly committed: number;
  /** Writers that were killed inside of a write. */
  readonly inside: number;
  readonly lost: number;
  readonly wrong: number;
  readonly thrown: number;
}

/** How much torture. */
export interface CrashOptions {
  readonly dir: string;
  readonly tries: number;
  /** Bytes of a value. */
  readonly bytes: number;
}

/**
 * Kills writers with SIGKILL at random moments, one after the other. After each, every value that was there or was
 * committed has to be there, or the newer one that was being written.
 */
export async function crash({ dir, tries, bytes }: CrashOptions): Promise<Damage> {
  const keys = Array.from({ length: bytes > 100_000 ? 20 : 200 }, (_, key) => key);
  const store = fileStore({ dir, maxBytes: 4 * 1024 ** 3 });
  const versions = new Map<number, number>();
  for (const key of keys.filter((each) => each % 2 === 0)) {
    await store.set(nameOf(key), sample(key, 0, bytes));
    versions.set(key, 0);
  }
  const sum = { committed: 0, inside: 0, lost: 0, wrong: 0, thrown: 0 };
  for (let round = 1; round <= tries; round += 1) {
    const shuffled = keys.toSorted(() => Math.random() - 0.5);
    const orders = { dir, bytes, keys: shuffled, version: round * 1e6, writes: 1e6, reads: false };
    const said = await killWriter(orders, bytes > 100_000 ? 200 : 40);
    const begun = openWrite(said);
    if (begun) sum.inside += 1;
    sum.thrown += said.filter(({ what }) => what.startsWith('thrown')).length;
    for (const { what, key, version } of said) {
      if (what !== 'done') continue;
      versions.set(key, version);
      sum.committed += 1;
    }
    for (const key of keys) {
      const value = await store.get(nameOf(key));
      const found = asSample(key, value, bytes)?.version;
      const allowed = [versions.get(key), begun?.key === key ? begun.version : undefined];
      if (value !== undefined && found === undefined) sum.wrong += 1;
      else if (!allowed.includes(found)) sum.lost += 1;
      if (found !== undefined) versions.set(key, found);
    }
  }
  return sum;
}

/** The write that was begun and not done. */
function openWrite(said: readonly Said[]): Said | undefined {
  const last = said.at(-1);
  return last?.what === 'begun' ? last : undefined;
}
