import type { StreamEvent } from './events.ts';
import type { GenerateRequest } from './request.ts';

/** Answers a request. */
export type Handler = (request: GenerateRequest) => AsyncIterable<StreamEvent>;

/** A layer around a handler. It may call `next` once, again, or not at all, and change what goes in or comes out. */
export type Middleware = (request: GenerateRequest, next: Handler) => AsyncIterable<StreamEvent>;

/** Puts layers around a handler, the first one outermost. */
export function compose(middleware: readonly Middleware[], handler: Handler): Handler {
  return middleware.reduceRight<Handler>((next, layer) => (request) => layer(request, next), handler);
}
