import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Claim } from '@rephysco/core/middleware';
import { releaseScript, renewScript } from './claim-scripts.ts';
import type { Guard } from './guard.ts';
import type { RedisClient } from './redis-client.ts';

/** Client and settings of claims. */
export interface ClaimContext {
  readonly client: RedisClient;
  readonly guard: Guard;
  /** Returns the Redis key for the key of a request. */
  readonly keyOf: (key: string) => string;
  /** Milliseconds after which the claim of a crashed process ends. A running process renews its claims. */
  readonly lease: number;
}

/** First and longest interval between two checks of another process's claim, in milliseconds. */
const firstLook = 10;
const longestLook = 200;

const alone: Claim = { release: () => {} };

/** Returns a function that claims a request. While Redis is down, each process sends its own request. */
export function createClaims({ client, guard, keyOf, lease }: ClaimContext) {
  function hold(key: string, id: string): Claim {
    const renew = (): void => void guard.run(() => renewScript(client, [key], [id, lease]));
    const timer = setInterval(renew, lease / 3).unref();
    return {
      release() {
        clearInterval(timer);
        void guard.run(() => releaseScript(client, [key], [id]));
      },
    };
  }
  return async (name: string, signal?: AbortSignal): Promise<Claim | undefined> => {
    signal?.throwIfAborted();
    const key = keyOf(name);
    const id = randomUUID();
    const release = (): void => void releaseScript(client, [key], [id]).catch(() => {});
    const reply = await guard.run(async () => [await client.call('SET', key, id, 'NX', 'PX', lease)], release);
    if (!reply) return alone;
    if (reply[0] === 'OK') return hold(key, id);
    for (let look = firstLook; ; look = Math.min(longestLook, 1.5 * look)) {
      await wait(look, undefined, signal ? { signal } : {}).catch(() => signal?.throwIfAborted());
      const found = await guard.run(async () => [await client.call('EXISTS', key)]);
      if (!found) return alone;
      if (found[0] === 0) return undefined;
    }
  };
}
