import { type Budget, ConfigurationError } from '@rephysco/core';
import type { Coordinator, Ledger, SharedLimiter } from '@rephysco/core/middleware';
import { createClaims } from './claims.ts';
import { createGuard } from './guard.ts';
import type { RedisClient } from './redis-client.ts';
import { createSharedLedger } from './shared-ledger.ts';
import { createSharedLimiter } from './shared-limiter.ts';

/** Options of a coordinator on Redis. Durations are in seconds. */
export interface RedisCoordinatorOptions {
  /** Name of the account whose limits and budget are shared, for example `openai-prod`. Never an API key. */
  readonly account: string;
  /** Prefix of all keys in Redis. @default 'rephysco' */
  readonly prefix?: string | undefined;
  /**
   * Number of processes. While Redis is down, each process uses this fraction of the limits.
   *
   * @default the number of processes that used the limits within the last minute; 4 before the first reply of Redis
   */
  readonly processes?: number | undefined;
  /**
   * Behavior of calls with a `budget` while Redis is down. `refuse` rejects them with a `BudgetExceededError`. `share`
   * lets each process spend an equal part of the remaining budget.
   *
   * @default 'refuse'
   */
  readonly whenDown?: 'refuse' | 'share' | undefined;
  /** Seconds of unused limits that requests may use at once. More makes the start faster but less even. @default 0 */
  readonly burst?: number | undefined;
  /** Seconds after which the reservations of a crashed process count as spent. @default 60 */
  readonly lease?: number | undefined;
  /** Seconds after which other processes may send a request that a crashed process has claimed. @default 5 */
  readonly claimLease?: number | undefined;
  /** Called once for each outage of Redis. */
  readonly onDown?: ((error: Error) => void) | undefined;
}

/** Maximum number of milliseconds that a call waits for Redis. */
const limit = 250;

/**
 * Returns a coordinator that shares `limits`, `budget` and requests in progress with all processes that use the same
 * Redis and account. A call waits at most 250 ms for Redis; then each process uses its share of the limits until Redis
 * replies again.
 *
 * @param client a client of ioredis. The coordinator does not close it.
 * @throws ConfigurationError for an invalid option
 * @example
 * const coordinator = redisCoordinator(new Redis('redis://cache.internal'), { account: 'openai-prod' });
 * Config.update({ coordinator, limits: { requestsPerMinute: 3000 } });
 */
export function redisCoordinator(client: RedisClient, options: RedisCoordinatorOptions): Required<Coordinator> {
  check(client, options);
  const { account, prefix = 'rephysco', processes, whenDown = 'refuse', burst = 0, lease = 60 } = options;
  const guard = createGuard(client, { limit, onDown: options.onDown ?? (() => {}) });
  // The braces are a hash tag, which keeps all keys of an account on one node of a cluster.
  const keyOf = (...parts: readonly string[]): string => [`${prefix}:{${account}}`, ...parts].join(':');
  const limiters = new Map<string, SharedLimiter>();
  const ledgers = new Map<string, Ledger>();

  function createLimiter(provider: string): SharedLimiter {
    const key = keyOf('limit', provider);
    return createSharedLimiter({ client, guard, keys: [key, `${key}:processes`], processes, burst: burst * 1000 });
  }
  function createLedger(budget: Budget): Ledger {
    const key = keyOf('budget', budget.currency);
    const keys = [key, `${key}:reserved`, `${key}:ended`] as const;
    return createSharedLedger(budget, {
      client,
      guard,
      keys,
      lease: lease * 1000,
      whenDown,
      processes: processes ?? 1,
    });
  }
  return {
    limiter: (provider) => remember(limiters, provider, () => createLimiter(provider)),
    ledger: (budget) => remember(ledgers, `${budget.amount} ${budget.currency}`, () => createLedger(budget)),
    claim: createClaims({
      client,
      guard,
      keyOf: (key) => keyOf('claim', key),
      lease: (options.claimLease ?? 5) * 1000,
    }),
  };
}

function remember<Value>(known: Map<string, Value>, key: string, create: () => Value): Value {
  const value = known.get(key) ?? create();
  known.set(key, value);
  return value;
}

function check(
  client: RedisClient,
  { account, processes, whenDown, burst, lease, claimLease }: RedisCoordinatorOptions,
) {
  if (typeof client?.call !== 'function') {
    throw new ConfigurationError(
      'redisCoordinator needs a client of ioredis: redisCoordinator(new Redis(url), { … }).',
    );
  }
  if (typeof account !== 'string' || account.trim() === '') {
    throw new ConfigurationError(
      "Set 'account' to a name for the account whose limits are shared, such as 'openai-prod'.",
    );
  }
  if (processes !== undefined && !(Number.isInteger(processes) && processes > 0)) {
    throw new ConfigurationError(`Option 'processes' must be a whole number of at least 1, not ${processes}.`);
  }
  if (whenDown !== undefined && whenDown !== 'refuse' && whenDown !== 'share') {
    throw new ConfigurationError(`Option 'whenDown' must be 'refuse' or 'share', not ${String(whenDown)}.`);
  }
  for (const [name, value] of Object.entries({ burst, lease, claimLease })) {
    if (value === undefined || (Number.isFinite(value) && value >= (name === 'burst' ? 0 : 0.1))) continue;
    throw new ConfigurationError(`Option '${name}' must be a number of seconds, not ${String(value)}.`);
  }
}
