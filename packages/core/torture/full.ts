import { fileStore } from '../src/cache/stores/file/file-store.ts';
import type { Disk } from './disk.ts';
import { asSample, nameOf, sample } from './values.ts';

/** Results of the full-disk test. No value may be wrong, and no old value lost. */
export interface FullDamage {
  /** Number of values that were stored. */
  readonly kept: number;
  readonly refused: number;
  readonly lost: number;
  readonly wrong: number;
}

/** Writes values, also over old ones, until the disk is full and beyond. Every committed value must be present. */
export async function fill({ dir }: Disk, writes: number): Promise<FullDamage> {
  const bytes = 3000;
  const store = fileStore({ dir });
  const versions = new Map<number, number>();
  const result = { kept: 0, refused: 0, lost: 0, wrong: 0 };
  for (let count = 0; count < writes; count += 1) {
    const key = Math.floor(count / 2);
    try {
      await store.set(nameOf(key), sample(key, count, bytes));
      versions.set(key, count);
    } catch (error) {
      // Any other error would mean that the disk was never full.
      if (codeOf(error) !== 'ENOSPC') throw error;
      result.refused += 1;
    }
  }
  for (const [key, version] of versions) {
    const value = await store.get(nameOf(key));
    const found = asSample(key, value, bytes)?.version;
    if (found === version) result.kept += 1;
    else if (value === undefined) result.lost += 1;
    else result.wrong += 1;
  }
  return result;
}

/** Uses a store on a read-only disk. Existing values must be found, and nothing else may change. */
export async function lock(disk: Disk, count: number): Promise<{ readonly lost: number; readonly accepted: number }> {
  const bytes = 3000;
  const keys = Array.from({ length: count }, (_, key) => key);
  for (const key of keys) await fileStore({ dir: disk.dir }).set(nameOf(key), sample(key, 1, bytes));
  disk.lock();
  const store = fileStore({ dir: disk.dir });
  const result = { lost: 0, accepted: 0 };
  for (const key of keys) {
    if (asSample(key, await store.get(nameOf(key)), bytes)?.version !== 1) result.lost += 1;
    try {
      await store.set(nameOf(key), sample(key, 2, bytes));
      result.accepted += 1;
    } catch (error) {
      // Any other error would mean that the disk was still writable.
      if (codeOf(error) !== 'EROFS') throw error;
    }
  }
  return result;
}

const codeOf = (error: unknown): unknown => (error as NodeJS.ErrnoException).code;
