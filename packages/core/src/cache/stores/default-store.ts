import type { CacheStore } from '../../contract/cache-store.ts';
import { fileStore } from './file/file-store.ts';
import { memoryStore } from './memory-store.ts';
import { tieredStore } from './tiered-store.ts';

const stores = new Map<string | undefined, CacheStore>();

/**
 * The store of clients that were given none: in memory and, for later processes and others, in files. There is one for
 * each folder in a process. It holds nothing open, so nobody has to disconnect it.
 */
export function defaultStore(dir: string | undefined): CacheStore {
  const store = stores.get(dir) ?? tieredStore(memoryStore(), fileStore({ dir }));
  stores.set(dir, store);
  return store;
}
