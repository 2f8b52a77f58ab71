import type { StreamEvent } from './events.ts';
import type { GenerateRequest } from './request.ts';

/** Function that answers a request with a stream of events. */
export type Handler = (request: GenerateRequest) => AsyncIterable<StreamEvent>;

/** Layer around a handler. It may call `next` once, several times or never, and change the request or the events. */
export type Middleware = (request: GenerateRequest, next: Handler) => AsyncIterable<StreamEvent>;

/**
 * Wraps a handler in middleware. The first middleware is the outermost.
 *
 * @example
 * const handler = compose([log, cache], (request) => provider.generate(request));
 */
export function compose(middleware: readonly Middleware[], handler: Handler): Handler {
  return middleware.reduceRight<Handler>((next, layer) => (request) => layer(request, next), handler);
}
