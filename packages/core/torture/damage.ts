import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeEntry } from '../src/cache/stores/file/file-entry.ts';
import { fileStore } from '../src/cache/stores/file/file-store.ts';
import { asSample, nameOf, sample } from './values.ts';

/** Results of the damage test. All must be zero. */
export interface FileDamage {
  /** Number of damaged values that the store returned. */
  readonly wrong: number;
  /** Number of damaged values that could not be replaced. */
  readonly unhealed: number;
  readonly thrown: number;
}

/** Kinds of damage to a file: by a crash, a bad disk, or another program. */
export const damages: Readonly<Record<string, (path: string) => void>> = {
  'a letter changed': (path) => {
    const bytes = readFileSync(path);
    const place = Math.floor(Math.random() * bytes.length);
    bytes[place] = (bytes[place] ?? 0) ^ (1 + Math.floor(Math.random() * 255));
    writeFileSync(path, bytes);
  },
  'cut short': (path) => truncateSync(path, Math.floor(Math.random() * statSync(path).size)),
  empty: (path) => truncateSync(path, 0),
  zeroed: (path) => writeFileSync(path, Buffer.alloc(statSync(path).size)),
  'another program’s': (path) => writeFileSync(path, '{"key":"value 1","value":"planted"}'),
  'another value’s': (path) => writeFileSync(path, encodeEntry({ key: 'another value', value: 'planted' })),
  'written twice': (path) => writeFileSync(path, readFileSync(path).toString().repeat(2)),
};

/** Damages every file of a store in one way. Each must be a cache miss, and the next write must replace it. */
export async function damage(dir: string, hurt: (path: string) => void, count = 50): Promise<FileDamage> {
  const bytes = 3000;
  const keys = Array.from({ length: count }, (_, key) => key);
  const store = fileStore({ dir });
  for (const key of keys) await store.set(nameOf(key), sample(key, 1, bytes));
  for (const path of files(dir)) hurt(path);
  const result = { wrong: 0, unhealed: 0, thrown: 0 };
  for (const key of keys) {
    try {
      if ((await store.get(nameOf(key))) !== undefined) result.wrong += 1;
      await store.set(nameOf(key), sample(key, 2, bytes));
      if (asSample(key, await store.get(nameOf(key)), bytes)?.version !== 2) result.unhealed += 1;
    } catch {
      result.thrown += 1;
    }
  }
  return result;
}

/** Returns the files of a store. */
function files(dir: string): readonly string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
