/**
 * Everything that custom layers, cache stores and programs around a batch need in addition to `@rephysco/core`: the
 * built-in layers, `compose`, the types of stores, limits and batches, and helpers to read, change and replay the
 * events of an answer.
 *
 * @module
 */
export type { BatchEngine, EngineCalls, EngineRun } from '../batch/batch-engine.ts';
export type {
  BatchData,
  BatchFile,
  BatchFormat,
  BatchInput,
  BatchItems,
  BatchLine,
  BatchPrompt,
  BatchResultOf,
  BatchTexts,
} from '../batch/batch-input.ts';
export type { BatchProgress, BatchSummary } from '../batch/batch-types.ts';
export { type AnyResult, restore, type StoredOutcome, storeError, storeResult } from '../batch/stored-outcome.ts';
export { type CacheLayerOptions, cache } from '../cache/cache.ts';
export type { FileStore, FileStoreOptions, StoreStats } from '../cache/stores/file/file-store.ts';
export type { MemoryStoreOptions } from '../cache/stores/memory-store.ts';
export type { SqliteStoreOptions } from '../cache/stores/sqlite-store.ts';
export type { Awaitable } from '../contract/cache-store.ts';
export type { CostRange } from '../contract/call-ledger.ts';
export type {
  Booking,
  BookingRequest,
  Claim,
  Coordinator,
  Ledger,
  Reservation,
  SharedLimiter,
} from '../contract/coordinator.ts';
export type { TargetOptions } from '../contract/fallback-target.ts';
export { compose, type Handler } from '../contract/middleware.ts';
export type { LearnedLimits, ModelLimits } from '../contract/rate-limit.ts';
export type { GenerateRequest } from '../contract/request.ts';
export type { MapSettings } from '../map/map-types.ts';
export { budget } from '../middleware/budget.ts';
export { cost } from '../middleware/cost.ts';
export { deadline } from '../middleware/deadline.ts';
export { type FallbackOptions, fallback } from '../middleware/fallback.ts';
export { type LimitOptions, rateLimit as limit, rateLimit } from '../middleware/rate-limit.ts';
export { retry } from '../middleware/retry.ts';
export type { RetryOptions } from '../middleware/retry-options.ts';
export { timeout } from '../middleware/timeout.ts';
export { tokenCount } from '../middleware/token-count.ts';
export type { CallOptions, MediaOptions, Trim } from '../options/options.ts';
export { collect } from '../stream/answer.ts';
export { type Batch, fromBatches, toBatches } from '../stream/batches.ts';
export { drain, peek } from '../stream/peek.ts';
export { replay } from '../stream/replay.ts';
export { mapFinish } from '../stream/transform.ts';
