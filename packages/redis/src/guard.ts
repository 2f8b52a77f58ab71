import type { RedisClient } from './redis-client.ts';
import { startTimer } from './timer.ts';

/** Guard that limits how long calls wait for Redis. */
export interface Guard {
  /**
   * Runs an operation on Redis.
   *
   * @param late receives a reply that arrived after the limit
   * @returns its value; `undefined` if Redis is down, did not reply in time, or failed
   */
  run<Value>(operation: () => Promise<Value>, late?: (value: Value) => void): Promise<Value | undefined>;
  /** Calls `listener` each time Redis replies again after it was down. */
  onRecovery(listener: () => void): void;
}

/** Options of a guard. */
export interface GuardOptions {
  /** Maximum number of milliseconds that a call waits. */
  readonly limit: number;
  /** Called once for each outage. */
  readonly onDown: (error: Error) => void;
}

/** Milliseconds between two probes of a Redis that is down. */
const probeInterval = 500;

/**
 * Creates the guard of a client. After an operation is late or fails, all others return `undefined` immediately, and
 * probes in the background detect when Redis replies again. Their timer does not keep the process alive.
 */
export function createGuard(client: RedisClient, { limit, onDown }: GuardOptions): Guard {
  const listeners = new Set<() => void>();
  let isDown = false;

  function fail(error: unknown): void {
    if (isDown) return;
    isDown = true;
    onDown(error instanceof Error ? error : new Error(String(error)));
    setTimeout(probe, probeInterval).unref();
  }
  function probe(): void {
    const again = (): void => void setTimeout(probe, probeInterval).unref();
    inTime(client.call('PING')).then(() => {
      isDown = false;
      for (const listener of listeners) listener();
    }, again);
  }
  function inTime<Value>(reply: Promise<Value>, late?: (value: Value) => void): Promise<Value> {
    return new Promise((resolve, reject) => {
      let isLate = false;
      const giveUp = (): void => {
        isLate = true;
        reject(new Error(`Redis did not reply within ${limit} ms.`));
      };
      const stop = startTimer(limit, giveUp);
      reply.then(
        (value) => {
          stop();
          if (isLate) late?.(value);
          else resolve(value);
        },
        (error) => {
          stop();
          reject(error);
        },
      );
    });
  }
  return {
    async run(operation, late) {
      if (isDown) return undefined;
      try {
        return await inTime(operation(), late);
      } catch (error) {
        fail(error);
        return undefined;
      }
    },
    onRecovery: (listener) => void listeners.add(listener),
  };
}
