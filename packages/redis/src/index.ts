/**
 * Shares rate limits, budgets, requests in progress and the cache between processes, on Redis.
 *
 * @module
 */
export type { RedisClient } from './redis-client.ts';
export { type RedisCoordinatorOptions, redisCoordinator } from './redis-coordinator.ts';
export { type RedisStoreOptions, redisStore } from './redis-store.ts';
