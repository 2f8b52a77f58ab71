export type { HttpError, HttpErrorCode } from './errors.ts';
export {
  type ByteStream,
  type ReadEventsOptions,
  readEventBatches,
  readEvents,
  type ServerSentEvent,
} from './events.ts';
export { createFetch, type FetchOptions, type HttpFetch } from './fetch.ts';
export type { Environment } from './proxy.ts';
export { asList, asNumber, asObject, asText, isWebPage, type WireObject } from './wire-value.ts';
