/**
 * Everything that a provider package needs in addition to `@rephysco/core`: model lookup, event batches, media
 * downloads, digests for cache keys and rate limits, and the errors of a service.
 *
 * @module
 */
export { keyDigest } from '../account/accounts.ts';
export { headersDigest } from '../cache/cache-key.ts';
export type { ProviderErrorDetails } from '../contract/error-details.ts';
export { providerError, withDetails } from '../contract/errors.ts';
export type { ContentEvent, FinishEvent, MediaEvent, ToolCallEvent } from '../contract/events.ts';
export type { ImageRate, MediaRates } from '../contract/media-rates.ts';
export type { Modality, ModelParameter, Price, ReasoningControl, Tokenizer } from '../contract/model-info.ts';
export type { EmbedRequest } from '../contract/provider.ts';
export type { Allowance, RateLimit } from '../contract/rate-limit.ts';
export { isStandardSchema, toJSONSchema } from '../contract/schema.ts';
export { type DataURL, joinBase64, parseDataURL, toDataURL } from '../media/data-url.ts';
export { type DownloadOptions, downloadMedia } from '../media/download.ts';
export { findModel } from '../models/find-model.ts';
export { registerProvider } from '../models/registry.ts';
export { type Answer, collect, createAnswer } from '../stream/answer.ts';
export { type Batch, fromBatches, toBatches } from '../stream/batches.ts';
export { abortReason } from '../util/abort.ts';
export { redact } from '../util/redact.ts';
