import type { CacheStore } from '../../contract/cache-store.ts';
import { fileStore } from './file/file-store.ts';
import { memoryStore } from './memory-store.ts';
import { tieredStore } from './tiered-store.ts';

const stores = new Map<string | undefined, CacheStore>();

/**
 * Returns the default store of clients: memory, and files for other processes. Each folder has one store per process.
 * It holds no open files or connections, so it needs no `disconnect`.
 */
export function defaultStore(dir: string | undefined): CacheStore {
  const store = stores.get(dir) ?? tieredStore(memoryStore(), fileStore({ dir }));
  stores.set(dir, store);
  return store;
}
