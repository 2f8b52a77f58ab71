import type { GenerateRequest } from '../contract/request.ts';
import type { Batch } from '../stream/batches.ts';
import { type AnswerReaders, type ReadEvents, readAnswer, readAnswerBody } from './answer-body.ts';
import { invalidAnswer } from './errors.ts';
import type { Origin } from './origin.ts';
import { rateLimitOf } from './rate-limit.ts';
import { readJSONObject } from './read-json.ts';
import { captureResponse, type ResponseCapture } from './response-capture.ts';
import { unwrapped } from './schema/unwrap.ts';
import { asNumber } from './wire-value.ts';

/** Context for reading an answer. */
export interface ResponseContext {
  readonly request: GenerateRequest;
  readonly origin: Origin;
  /** `true` if the request asked for a stream. */
  readonly stream: boolean;
  /** `true` if the answer is wrapped in an object, because the root of the schema is not one. */
  readonly wrapped?: boolean | undefined;
  /** Reads server-sent events. */
  readonly readEvents: ReadEvents;
}

/**
 * Yields the events of the answer in a response, and reports the rate limits in its headers.
 *
 * @param readersOf returns the readers of the answer. `info` of the capture is the `response` of its last event
 */
export async function readResponse(
  response: Response,
  { request, origin, stream, wrapped, readEvents }: ResponseContext,
  readersOf: (capture: ResponseCapture) => AnswerReaders,
): Promise<AsyncIterable<Batch>> {
  const rateLimit = rateLimitOf(response.headers, origin.service.limitHeader);
  request.onRateLimit?.(rateLimit);
  const { includeRaw } = request;
  const capture = captureResponse(response, includeRaw, { rateLimit, secrets: origin.secrets, origin });
  const readers = readersOf(capture);
  const found = await readAnswerBody(response, stream, origin, readEvents);
  const settling = 'object' in found ? readers.settled?.(found.object) : undefined;
  const whole = settling ? { object: await settling } : found;
  const events = readAnswer(
    whole,
    stream,
    { origin },
    {
      events: (batches) => readers.events(capture.events(batches)),
      object: (object) => readers.object(capture.object(object)),
    },
  );
  return wrapped ? unwrapped(events) : events;
}

/**
 * Returns the number of tokens in a field of a response.
 *
 * @throws ProviderError if the response has no such number
 */
export async function readCount(response: Response, field: string, origin: Origin): Promise<number> {
  const tokens = asNumber((await readJSONObject(response, origin))[field]);
  if (tokens === undefined) throw invalidAnswer(`the response has no number in '${field}'`, origin);
  return tokens;
}
