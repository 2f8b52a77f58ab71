/**
 * Everything that custom layers and cache stores need in addition to `@rephysco/core`: the built-in layers, `compose`,
 * and helpers to read, change and replay the events of an answer.
 *
 * @module
 */
export { type CacheLayerOptions, cache } from '../cache/cache.ts';
export { compose, type Handler } from '../contract/middleware.ts';
export { budget } from '../middleware/budget.ts';
export { cost } from '../middleware/cost.ts';
export { deadline } from '../middleware/deadline.ts';
export { type FallbackOptions, fallback } from '../middleware/fallback.ts';
export { type LimitOptions, rateLimit as limit, rateLimit } from '../middleware/rate-limit.ts';
export { retry } from '../middleware/retry.ts';
export type { RetryOptions } from '../middleware/retry-options.ts';
export { timeout } from '../middleware/timeout.ts';
export { tokenCount } from '../middleware/token-count.ts';
export { collect, replay } from '../stream/answer.ts';
export { type Batch, fromBatches, toBatches } from '../stream/batches.ts';
export { drain, peek } from '../stream/peek.ts';
export { mapFinish } from '../stream/transform.ts';
