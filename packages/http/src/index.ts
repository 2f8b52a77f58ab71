export type { HttpError, HttpErrorCode } from './errors.ts';
export {
  inPieces,
  type ReadEventsOptions,
  readEventBatches,
  readEvents,
  type ServerSentEvent,
} from './events.ts';
export { createFetch, type FetchOptions, type HttpFetch, refusingRedirects } from './fetch.ts';
export { type ByteStream, limitBytes } from './limit-bytes.ts';
export type { Environment } from './proxy-variables.ts';
