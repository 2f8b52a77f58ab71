import { fileStore } from '../src/cache/stores/file/file-store.ts';
import { asSample, nameOf, sample } from './values.ts';
import { killWriter, type Said } from './writers.ts';

/** Results of the crash test. The last three must be zero. */
export interface Damage {
  /** Number of values whose write the writer reported before it was killed. */
  readonly committed: number;
  /** Number of writers that were killed during a write. */
  readonly inside: number;
  readonly lost: number;
  readonly wrong: number;
  readonly thrown: number;
}

/** Options of the crash test. */
export interface CrashOptions {
  readonly dir: string;
  readonly tries: number;
  /** Size of a value in bytes. */
  readonly bytes: number;
}

/**
 * Kills writers with SIGKILL at random moments, one after the other. After each one, every existing and every
 * committed value must be present, or the newer value that was being written.
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

/** Returns the write that had begun but was not reported as done. */
function openWrite(said: readonly Said[]): Said | undefined {
  const last = said.at(-1);
  return last?.what === 'begun' ? last : undefined;
}
