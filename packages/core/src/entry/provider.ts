/**
 * Everything that a provider package needs in addition to `@rephysco/core`: model lookup, event batches, media
 * downloads, digests for cache keys and rate limits, and the errors of a service.
 *
 * @module
 */
export { keyDigest } from '../account/accounts.ts';
export { headersDigest } from '../cache/cache-key.ts';
export type {
  BatchHandle,
  BatchLimits,
  BatchPart,
  BatchRequest,
  BatchResult,
  BatchState,
  BatchTrace,
} from '../contract/batch-service.ts';
export type { ProviderErrorDetails, ProviderErrorKind, TimeoutPhase } from '../contract/error-details.ts';
export { providerError } from '../contract/errors.ts';
export type { ContentEvent, FinishEvent, MediaEvent, StreamEvent, ToolCallEvent } from '../contract/events.ts';
export type { ImageRate, MediaRates } from '../contract/media-rates.ts';
export type {
  MediaKind,
  ProviderData,
  ReasoningPart,
  RefusalPart,
  Role,
  Source,
  SourcePart,
  TextPart,
  ToolCallPart,
  ToolResultPart,
} from '../contract/message.ts';
export type {
  EmbedLimits,
  Modality,
  ModelParameter,
  Price,
  ReasoningControl,
  Tokenizer,
} from '../contract/model-info.ts';
export type {
  BatchService,
  EmbedRequest,
  HeadersOption,
  KeyOption,
  ProviderDefinition,
  ProviderOptions,
} from '../contract/provider.ts';
export type { Allowance, RateLimit } from '../contract/rate-limit.ts';
export type { GenerateRequest, OnUnsupported, PromptCacheOptions, ServiceTier } from '../contract/request.ts';
export type { Logprob, ResponseInfo } from '../contract/response-info.ts';
export { isStandardSchema, toJSONSchema } from '../contract/schema.ts';
export type { ProviderTool, ToolDefinition } from '../contract/tool.ts';
export { withDetails } from '../contract/with-details.ts';
export { type DataURL, joinBase64, parseDataURL, toDataURL } from '../media/data-url.ts';
export { type DownloadOptions, downloadMedia } from '../media/download.ts';
export { findModel, modelOf, requestModel } from '../models/find-model.ts';
export type { PriceQuery } from '../models/price.ts';
export { registerProvider } from '../models/registry.ts';
export { acceptMedia } from '../provider-kit/accept-media.ts';
export {
  type AnswerBody,
  type AnswerReaders,
  type EventBatches,
  type ReadEvents,
  readAnswer,
  readAnswerBody,
} from '../provider-kit/answer-body.ts';
export { type AnswerSource, answerOrigin } from '../provider-kit/answer-source.ts';
export { type AskedReasoning, askedReasoning, type BudgetRange } from '../provider-kit/asked-reasoning.ts';
export { type BatchFailure, type BatchLine, batchResult } from '../provider-kit/batches/batch-result.ts';
export { statusOfCode } from '../provider-kit/batches/batch-statuses.ts';
export { type BatchList, type BatchPage, findBatch, pageOfData } from '../provider-kit/batches/find-batch.ts';
export { cacheLifetime } from '../provider-kit/cache-lifetime.ts';
export { marksCache, unusedMarks, withMarks } from '../provider-kit/cache-marks.ts';
export { callIds } from '../provider-kit/call-ids.ts';
export { appendBytes } from '../provider-kit/collect-bytes.ts';
export {
  type Connection,
  createConnection,
  type OutgoingRequest,
  type ServiceFacts,
  type Transport,
} from '../provider-kit/connection.ts';
export { toHeaders } from '../provider-kit/credentials.ts';
export { effortBudget, effortLadder, nearestEffort } from '../provider-kit/efforts.ts';
export {
  type Environment,
  environmentHeaders,
  environmentValue,
  regionOf,
  resolveBaseURL,
  resolveKey,
  type ServiceAddress,
} from '../provider-kit/environment.ts';
export { type ErrorBody, readErrorBody, readErrorObject } from '../provider-kit/error-body.ts';
export { kindOf, kindsOfStatuses } from '../provider-kit/error-kind.ts';
export {
  attempt,
  fromErrorObject,
  invalidAnswer,
  networkError,
  tooLarge,
  toProviderError,
  wrongForm,
} from '../provider-kit/errors.ts';
export { type EventReader, eventReaders, fromEventStream, fromWholeAnswer } from '../provider-kit/event-stream.ts';
export { withResponse } from '../provider-kit/failure-response.ts';
export { finishEvent } from '../provider-kit/finish-event.ts';
export { finishReasonIn } from '../provider-kit/finish-reason.ts';
export { type FileForm, toFormData } from '../provider-kit/form-data.ts';
export { generateAnswer, type Protocol, type RequestBody } from '../provider-kit/generate-answer.ts';
export { type InlineMedia, inlineMedia } from '../provider-kit/inline-media.ts';
export { notEnforced, schemaInstruction, systemText } from '../provider-kit/instruction.ts';
export { isErrorObject } from '../provider-kit/is-error-object.ts';
export { isLarge, parseArguments, parseInSteps, parseJSON, toJSON, tryParseJSON } from '../provider-kit/json.ts';
export { readJSONLines } from '../provider-kit/json-lines.ts';
export { type JSONRequests, jsonRequests } from '../provider-kit/json-requests.ts';
export { keepData, keptData } from '../provider-kit/kept-data.ts';
export { countKept } from '../provider-kit/kept-values.ts';
export { latestFields } from '../provider-kit/latest-fields.ts';
export { chunksOf, defaultAnswerBytes, defaultToolCalls } from '../provider-kit/limits.ts';
export { loadPackage } from '../provider-kit/load-package.ts';
export { mediaTypeName } from '../provider-kit/media-names.ts';
export { mergeTurns, type Turn } from '../provider-kit/merge-turns.ts';
export { joinInTurns, manyInNextTurn } from '../provider-kit/next-turn.ts';
export type { ErrorRules, Origin, WireFailure } from '../provider-kit/origin.ts';
export { outputText } from '../provider-kit/output-text.ts';
export { pastMediaWarnings, withNote } from '../provider-kit/past-media.ts';
export { type PlainFields, type PlainParameters, plainParameters } from '../provider-kit/plain-parameters.ts';
export { type ConnectionMembers, providerOver } from '../provider-kit/provider-over.ts';
export { type LimitedResource, type LimitField, type LimitHeader, rateLimitOf } from '../provider-kit/rate-limit.ts';
export { at, endMarker, isEndMarker, objectsIn, parseLargeEvent, type WireEvent } from '../provider-kit/read-event.ts';
export {
  readJSONObject,
  readText,
  readWhole,
  toJSONObject,
  vectorLimits,
  type WholeBody,
} from '../provider-kit/read-json.ts';
export { type ResponseContext, readCount, readResponse } from '../provider-kit/read-response.ts';
export { effortAsBudget, effortAsSwitch, otherReasoning } from '../provider-kit/reasoning-notes.ts';
export { requireText } from '../provider-kit/require-text.ts';
export { captureResponse, type ResponseCapture } from '../provider-kit/response-capture.ts';
export { responseInfo } from '../provider-kit/response-info.ts';
export { durationOf, retryAfterOf } from '../provider-kit/retry-after.ts';
export {
  type FittedSchema,
  fitSchema,
  toParameters,
  toToolSchema,
  withoutRootForms,
} from '../provider-kit/schema/fit-schema.ts';
export { commonRules, type StrictRules } from '../provider-kit/schema/strict-rules.ts';
export { type StrictResult, toStrictSchema } from '../provider-kit/schema/strict-schema.ts';
export { unwrapped } from '../provider-kit/schema/unwrap.ts';
export {
  keyless,
  refuseChoices,
  type SDKDefinition,
  type SDKOptions,
  sdkOptions,
} from '../provider-kit/sdk-options.ts';
export {
  collectSources,
  type SourceCollector,
  sourceOf,
  sourcesOfAnnotations,
  sourcesOfLinks,
} from '../provider-kit/sources.ts';
export { bodyOf, isEventText, type OpenedStream, openStream } from '../provider-kit/stream-form.ts';
export { type HttpFunctions, toTransport } from '../provider-kit/transport.ts';
export { uniqueCallIds } from '../provider-kit/unique-call-ids.ts';
export { uniqueIds } from '../provider-kit/unique-id.ts';
export { leftOut, providerToolIn, reportUnsupported, unknownProviderTool } from '../provider-kit/unsupported.ts';
export { userAgent } from '../provider-kit/user-agent.ts';
export { byIndex, readVectors } from '../provider-kit/vectors.ts';
export {
  asCount,
  asList,
  asNumber,
  asObject,
  asText,
  isWebPage,
  pick,
  present,
  type WireObject,
} from '../provider-kit/wire-value.ts';
export { type Answer, type AnswerPlace, collect, createAnswer } from '../stream/answer.ts';
export { type Batch, fromBatches, toBatches } from '../stream/batches.ts';
export { shareBatch } from '../stream/followed-answer.ts';
export { shareAnswer } from '../stream/shared-answer.ts';
export { abortReason, sleep } from '../util/abort.ts';
export { redact } from '../util/redact.ts';
