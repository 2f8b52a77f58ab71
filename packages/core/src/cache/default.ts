import { memoryStore } from './memory.ts';
import type { CacheStore } from './store.ts';

const stores = new Map<string | undefined, CacheStore>();

/** The store of clients that were given none: one for each folder, shared by all of the process. */
export function defaultStore(dir: string | undefined): CacheStore {
  const store = stores.get(dir) ?? memoryStore();
  stores.set(dir, store);
  return store;
}
