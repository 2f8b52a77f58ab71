export { abortReason } from './abort.ts';
export { keyDigest } from './accounts.ts';
export { type Answer, collect, createAnswer, replay } from './answer.ts';
export type { Answering, ConversationOptions, OpenOptions } from './answering.ts';
export { type Batch, fromBatches, toBatches } from './batches.ts';
export { type FileStore, type FileStoreOptions, fileStore, type StoreStats } from './cache/file.ts';
export { headersDigest } from './cache/key.ts';
export { type MemoryStoreOptions, memoryStore } from './cache/memory.ts';
export { type SqliteStoreOptions, sqliteStore } from './cache/sqlite.ts';
export type { Awaitable, CacheStore } from './cache/store.ts';
export { tieredStore } from './cache/tiered.ts';
export { LLMClient } from './client.ts';
export { Config, type Settings } from './config.ts';
export { Conversation } from './conversation.ts';
export type { CountTokensOptions, TokenCount } from './count.ts';
export { type DownloadOptions, downloadMedia } from './download.ts';
export type {
  Attempt,
  ErrorKind,
  PartialAnswer,
  ProviderErrorDetails,
  ProviderErrorKind,
  TimeoutPhase,
} from './error-details.ts';
export {
  AuthenticationError,
  BudgetExceededError,
  ConfigurationError,
  ContentFilterError,
  InvalidAnswerError,
  InvalidRequestError,
  NotFoundError,
  OverloadedError,
  PermissionError,
  ProviderError,
  providerError,
  QuotaExceededError,
  RateLimitError,
  RephyscoError,
  ServiceUnavailableError,
  StreamInterruptedError,
  TimeoutError,
  UnsupportedError,
  withDetails,
} from './errors.ts';
export type {
  ContentEvent,
  FinishEvent,
  MediaEvent,
  ReasoningEvent,
  RefusalEvent,
  StreamEvent,
  TextEvent,
  ToolCallEvent,
} from './events.ts';
export { createGate, type Entrant, type Gate, type Slot, type WaitReason } from './gate.ts';
export type { ConversationJSON } from './history-json.ts';
export type { InterruptedTurn } from './interrupted-turn.ts';
export type { Budget } from './ledger.ts';
export { type DataURL, joinBase64, parseDataURL, toDataURL } from './media-data.ts';
export type { ImageRate, MediaRates } from './media-rates.ts';
export {
  type ContentPart,
  isMediaPart,
  type MediaKind,
  type MediaPart,
  type Message,
  messageParts,
  messageText,
  type ProviderData,
  type ReasoningPart,
  type RefusalPart,
  type Role,
  type TextPart,
  type ToolCallPart,
  type ToolResultPart,
} from './message.ts';
export { budget } from './middleware/budget.ts';
export { type CacheLayerOptions, cache } from './middleware/cache.ts';
export { cost } from './middleware/cost.ts';
export { type FallbackOptions, fallback } from './middleware/fallback.ts';
export { type LimitOptions, limit } from './middleware/limit.ts';
export { retry } from './middleware/retry.ts';
export { deadline, timeout } from './middleware/timeout.ts';
export { tokenCount } from './middleware/token-count.ts';
export { findModel } from './model-table.ts';
export type {
  CallOptions,
  ChatOptions,
  EmbedOptions,
  GenerateOptions,
  LLMClientOptions,
  MediaOptions,
  Trim,
} from './options.ts';
export { compose, type Handler, type Middleware } from './pipeline.ts';
export { costAt, costOf, type PriceQuery, priceOf } from './price.ts';
export {
  type EmbedRequest,
  type EmbedResult,
  type Modality,
  type ModelInfo,
  type ModelParameter,
  ModelProvider,
  type Price,
  type Provider,
  type ProviderDefinition,
  type ProviderOptions,
  type ReasoningControl,
  type Tokenizer,
} from './provider.ts';
export type { Allowance, Limits, RateLimit } from './rate-limit.ts';
export { redact } from './redact.ts';
export { createProvider, listProviders, registerProvider } from './registry.ts';
export type {
  CacheOptions,
  GenerateRequest,
  GenerateResult,
  Notice,
  ReasoningOptions,
  Tool,
  ToolCall,
  ToolChoice,
  ToolContext,
  ToolDefinition,
} from './request.ts';
export { createRetryBudget, type RetryBudget, type RetryBudgetOptions } from './retry-budget.ts';
export type { RetryOptions } from './retry-loop.ts';
export { isStandardSchema, type JSONSchema, type Schema, type StandardSchema, toJSONSchema } from './schema.ts';
export { drain, peek } from './settle.ts';
export { mapFinish } from './tap.ts';
export type { Target, TargetOptions } from './targets.ts';
export type { TextStream } from './text-stream.ts';
export type { TimeoutOptions } from './timeout-options.ts';
export type { Cost, FinishReason, Usage } from './usage.ts';
