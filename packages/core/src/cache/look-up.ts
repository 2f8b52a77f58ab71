import type { Awaitable } from '../contract/cache-store.ts';
import type { ProtectedStore } from './circuit-breaker.ts';
import { type Envelope, unseal } from './envelope.ts';

/** Returns a function that reads from the store. Concurrent reads of one key share one read. */
export function createLookUp(store: ProtectedStore): (key: string) => Awaitable<Envelope | undefined> {
  const looking = new Map<string, Promise<Envelope | undefined>>();
  return (key) => {
    const running = looking.get(key);
    if (running) return running;
    const value = store.get(key);
    if (!(value instanceof Promise)) return unseal(key, value);
    const look = value.then((found) => {
      looking.delete(key);
      return unseal(key, found);
    });
    looking.set(key, look);
    return look;
  };
}
