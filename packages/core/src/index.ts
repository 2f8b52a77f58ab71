export { keyDigest } from './account/accounts.ts';
export {
  createGate,
  type Entrant,
  type Gate,
  type Slot,
  type WaitReason,
} from './account/rate-limiter/rate-limiter.ts';
export { createRetryBudget, type RetryBudget, type RetryBudgetOptions } from './account/retry-budget.ts';
export { type CacheLayerOptions, cache } from './cache/cache.ts';
export { headersDigest } from './cache/cache-key.ts';
export { type FileStore, type FileStoreOptions, fileStore, type StoreStats } from './cache/stores/file/file-store.ts';
export { type MemoryStoreOptions, memoryStore } from './cache/stores/memory-store.ts';
export { type SqliteStoreOptions, sqliteStore } from './cache/stores/sqlite-store.ts';
export { tieredStore } from './cache/stores/tiered-store.ts';
export type { CountTokensOptions, TokenCount } from './call/count-tokens.ts';
export { LLMClient } from './client.ts';
export type { Budget } from './contract/budget.ts';
export type { Awaitable, CacheStore } from './contract/cache-store.ts';
export type {
  Attempt,
  ErrorKind,
  PartialAnswer,
  ProviderErrorDetails,
  ProviderErrorKind,
  TimeoutPhase,
} from './contract/error-details.ts';
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
} from './contract/errors.ts';
export type {
  ContentEvent,
  FinishEvent,
  MediaEvent,
  ReasoningEvent,
  RefusalEvent,
  StreamEvent,
  TextEvent,
  ToolCallEvent,
} from './contract/events.ts';
export type { Target, TargetOptions } from './contract/fallback-target.ts';
export type { ImageRate, MediaRates } from './contract/media-rates.ts';
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
} from './contract/message.ts';
export { compose, type Handler, type Middleware } from './contract/middleware.ts';
export type { Modality, ModelInfo, ModelParameter, Price, ReasoningControl, Tokenizer } from './contract/model-info.ts';
export type { Notice } from './contract/notice.ts';
export {
  type EmbedRequest,
  type EmbedResult,
  ModelProvider,
  type Provider,
  type ProviderDefinition,
  type ProviderOptions,
} from './contract/provider.ts';
export type { Allowance, Limits, RateLimit } from './contract/rate-limit.ts';
export type { CacheOptions, GenerateRequest, ReasoningOptions } from './contract/request.ts';
export type { GenerateResult } from './contract/result.ts';
export {
  isStandardSchema,
  type JSONSchema,
  type Schema,
  type StandardSchema,
  toJSONSchema,
} from './contract/schema.ts';
export type { TimeoutOptions } from './contract/timeout.ts';
export type { Tool, ToolCall, ToolChoice, ToolContext, ToolDefinition } from './contract/tool.ts';
export type { Cost, FinishReason, Usage } from './contract/usage.ts';
export { Conversation } from './conversation/conversation.ts';
export type { Answering, ConversationOptions, OpenOptions } from './conversation/conversation-options.ts';
export type { ConversationJSON } from './conversation/history-json.ts';
export type { InterruptedTurn } from './conversation/interrupted-turn.ts';
export { type DataURL, joinBase64, parseDataURL, toDataURL } from './media/data-url.ts';
export { type DownloadOptions, downloadMedia } from './media/download.ts';
export { budget } from './middleware/budget.ts';
export { cost } from './middleware/cost.ts';
export { deadline } from './middleware/deadline.ts';
export { type FallbackOptions, fallback } from './middleware/fallback.ts';
export { type LimitOptions, limit } from './middleware/rate-limit.ts';
export { retry } from './middleware/retry.ts';
export type { RetryOptions } from './middleware/retry-loop.ts';
export { timeout } from './middleware/timeout.ts';
export { tokenCount } from './middleware/token-count.ts';
export { findModel } from './models/find-model.ts';
export { costAt, costOf, type PriceQuery, priceOf } from './models/price.ts';
export { createProvider, listProviders, registerProvider } from './models/registry.ts';
export { Config, type Settings } from './options/config.ts';
export type {
  CallOptions,
  ChatOptions,
  EmbedOptions,
  GenerateOptions,
  LLMClientOptions,
  MediaOptions,
  Trim,
} from './options/options.ts';
export { type Answer, collect, createAnswer, replay } from './stream/answer.ts';
export { type Batch, fromBatches, toBatches } from './stream/batches.ts';
export { drain, peek } from './stream/peek.ts';
export type { TextStream } from './stream/text-stream.ts';
export { mapFinish } from './stream/transform.ts';
export { abortReason } from './util/abort.ts';
export { redact } from './util/redact.ts';
