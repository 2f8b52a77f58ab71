export { type HttpError, type HttpErrorCode, isCertificateError, isLasting } from './errors.ts';
export {
  type ReadEventsOptions,
  readEventBatches,
  readEvents,
  type ServerSentEvent,
} from './events.ts';
export { createFetch, type FetchOptions, type HttpFetch, refusingRedirects } from './fetch.ts';
export type { Environment } from './proxy.ts';
export { type ByteStream, limitBytes, type ReadTextOptions, readText } from './read-limited.ts';
