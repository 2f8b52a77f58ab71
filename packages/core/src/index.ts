export type { BatchItem, BatchOptions, BatchRun, BatchStatus } from './batch/batch-types.ts';
export { batchStatus } from './batch/start-batch.ts';
export { fileStore } from './cache/stores/file/file-store.ts';
export { memoryStore } from './cache/stores/memory-store.ts';
export { sqliteStore } from './cache/stores/sqlite-store.ts';
export { tieredStore } from './cache/stores/tiered-store.ts';
export type { CountTokensOptions, TokenCount } from './call/count-tokens.ts';
export { LLMClient } from './client.ts';
export { type AnyError, isRephyscoError } from './contract/any-error.ts';
export type { Budget } from './contract/budget.ts';
export type { CacheStore } from './contract/cache-store.ts';
export type { CallLedger, LedgerEntry } from './contract/call-ledger.ts';
export type { Attempt, ErrorKind, PartialAnswer } from './contract/error-details.ts';
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
  QuotaExceededError,
  RateLimitError,
  RephyscoError,
  ServiceUnavailableError,
  StreamInterruptedError,
  TimeoutError,
  UnsupportedError,
} from './contract/errors.ts';
export type { StreamEvent } from './contract/events.ts';
export type { Target } from './contract/fallback-target.ts';
export type { MediaSource } from './contract/media-source.ts';
export {
  type ContentPart,
  isMediaPart,
  type MediaPart,
  type Message,
  messageParts,
  messageText,
  type Source,
  type SourcePart,
} from './contract/message.ts';
export type { Middleware } from './contract/middleware.ts';
export type { CustomModels, ModelInfo } from './contract/model-info.ts';
export type { Notice } from './contract/notice.ts';
export { type EmbedResult, ModelProvider, type Provider } from './contract/provider.ts';
export type { ModelName, ProviderName, ProviderTypes } from './contract/provider-types.ts';
export type { Limits } from './contract/rate-limit.ts';
export type { CacheOptions, ReasoningOptions } from './contract/request.ts';
export type { Logprob, ResponseInfo } from './contract/response-info.ts';
export type { GenerateResult, ObjectResult } from './contract/result.ts';
export { type JSONSchema, jsonSchema, type Schema, type StandardSchema, type ValueOf } from './contract/schema.ts';
export type { Timeout, TimeoutOptions } from './contract/timeout.ts';
export {
  isProviderTool,
  type ProviderTool,
  providerTool,
  type Tool,
  type ToolCall,
  type ToolChoice,
  type ToolContext,
  tool,
} from './contract/tool.ts';
export type { Cost, FinishReason, Usage } from './contract/usage.ts';
export { Conversation } from './conversation/conversation.ts';
export type { ConversationOptions, OpenOptions } from './conversation/conversation-options.ts';
export type { ConversationJSON } from './conversation/history-json.ts';
export type { InterruptedTurn } from './conversation/interrupted-turn.ts';
export type { MapItem, MapProgress, MapRun } from './map/map-types.ts';
export { costOf } from './models/bill.ts';
export { registerModels } from './models/custom-models.ts';
export { priceOf } from './models/price.ts';
export { createProvider, listProviders, registerProvider } from './models/registry.ts';
export type { LLMClientOptions } from './options/client-options.ts';
export { Config } from './options/config.ts';
export type { ChatOptions, EmbedOptions, GenerateOptions } from './options/options.ts';
export type { Settings } from './options/settings.ts';
export type { DeepPartial } from './stream/stream-objects.ts';
export type { StreamResponseOptions } from './stream/stream-response.ts';
export type { TextStream } from './stream/text-stream.ts';
