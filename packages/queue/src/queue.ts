import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { ConfigurationError } from '@rephysco/core';
import type { BatchEngine } from '@rephysco/core/middleware';
import { createCollector } from './collector.ts';
import { checkRedis, connect, type RedisTarget } from './connection.ts';
import { hashOf, type QueuedCall } from './job.ts';

/** Options of a queue. Durations are in seconds. */
export interface QueueOptions {
  /** URL of Redis, or a client of ioredis, whose settings are copied. */
  readonly redis: RedisTarget;
  /** Name of the queue. The workers must have the same name. @default 'calls' */
  readonly name?: string | undefined;
  /** Name of the run. A resumed run must have the same name. @default a hash of the path of the journal */
  readonly run?: string | undefined;
  /** Number of calls in one job. Jobs of 10 to 60 seconds are a good size. @default 10 */
  readonly chunk?: number | undefined;
  /** Maximum number of calls that are in Redis at the same time. @default 1000 */
  readonly window?: number | undefined;
  /** Time after which Redis deletes outcomes that no process has collected. @default 604800 (one week) */
  readonly ttl?: number | undefined;
  /** Changes the options of a call before they are written to Redis, for example to remove personal data. */
  readonly redact?: ((options: QueuedCall['options']) => QueuedCall['options']) | undefined;
}

/**
 * Returns an engine for batches whose calls are made by workers on any host. Redis stores prompts and answers as plain
 * text until the batch has collected the answers. API keys are never written to Redis.
 *
 * @throws ConfigurationError for an invalid option; the batch throws one for a Redis that evicts entries
 * @example
 * const via = queue({ redis: 'redis://cache.internal', name: 'tickets' });
 * for await (const { id, result } of client.batch({ path: 'in.jsonl' }, { output: 'out.jsonl', via })) use(id, result);
 */
export function queue(options: QueueOptions): BatchEngine {
  const { redis, name = 'calls', chunk = 10, window = 1000, ttl = 7 * 86_400, redact = (each) => each } = options;
  check('name', /^[\w.-]+$/.test(name), 'a name of letters, digits, points, dashes and underscores', name);
  check('chunk', Number.isInteger(chunk) && chunk > 0, 'a whole number of at least 1', chunk);
  check('window', Number.isInteger(window) && window > 0, 'a whole number of at least 1', window);
  check('ttl', Number.isFinite(ttl) && ttl >= 60, 'a number of seconds of at least 60', ttl);
  return {
    concurrency: window,
    async open({ provider, model, journal }) {
      const connection = connect(redis);
      try {
        await checkRedis(connection);
      } catch (error) {
        connection.disconnect();
        throw error;
      }
      const run = options.run ?? hashOf(journal === undefined ? randomUUID() : resolve(journal));
      return createCollector({ connection, name, run: hashOf(run), provider, model, chunk, ttl: ttl * 1000, redact });
    },
  };
}

function check(option: keyof QueueOptions, isValid: boolean, expected: string, value: unknown): void {
  if (isValid) return;
  throw new ConfigurationError(`Option '${option}' of queue must be ${expected}, not ${String(value)}.`);
}
