import type { Awaitable } from '../contract/cache-store.ts';
import type { ProtectedStore } from './circuit-breaker.ts';
import { type Envelope, unseal } from './envelope.ts';

/** Looks answers up; callers who ask for the same one at the same time share one look. */
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
