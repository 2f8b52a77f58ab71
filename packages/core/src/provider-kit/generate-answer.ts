import type { GenerateRequest } from '../contract/request.ts';
import type { ResponseInfo } from '../contract/response-info.ts';
import type { Batch } from '../stream/batches.ts';
import { transformBatches } from '../stream/transform.ts';
import type { AnswerReaders, ReadEvents } from './answer-body.ts';
import { type AnswerSource, answerOrigin } from './answer-source.ts';
import type { Connection } from './connection.ts';
import { withResponse } from './failure-response.ts';
import { readResponse } from './read-response.ts';
import { reportUnsupported } from './unsupported.ts';
import type { WireObject } from './wire-value.ts';

/** Body of a request, with warnings about options that were left out or changed. */
export interface RequestBody {
  readonly body: WireObject;
  readonly warnings: readonly string[];
  /** `true` if the answer is wrapped in an object, because the root of its schema is not an object. */
  readonly wrapped?: boolean | undefined;
}

/** Steps of a call in one protocol. */
export interface Protocol<Built extends RequestBody> {
  /** Returns the body. */
  build(): Built;
  /** Sends the body and returns the response. */
  send(built: Built): Promise<Response>;
  /** Returns the readers of the answer. */
  readers(source: AnswerSource, built: Built): AnswerReaders;
  /** Reads server-sent events. */
  readonly readEvents: ReadEvents;
}

/**
 * Sends a request with the steps of a protocol. Yields the events of the answer in batches.
 *
 * @throws ProviderError for a failure; UnsupportedError with `onUnsupported: 'error'`; the reason of an aborted signal
 */
export function generateAnswer<Built extends RequestBody>(
  connection: Pick<Connection, 'origin' | 'checkKey'>,
  request: GenerateRequest,
  { build, send, readers, readEvents }: Protocol<Built>,
): AsyncIterableIterator<Batch> {
  let details: (() => ResponseInfo) | undefined;
  const open = async (): Promise<AsyncIterator<Batch>> => {
    request.signal?.throwIfAborted();
    connection.checkKey();
    const built = build();
    const warnings = reportUnsupported(request, built.warnings);
    const origin = answerOrigin(connection, request);
    const { body, wrapped } = built;
    const context = { request, origin, stream: body.stream === true, wrapped, readEvents };
    const answer = await readResponse(await send(built), context, ({ info }) => {
      details = info;
      return readers({ origin, model: request.model, warnings, response: info }, built);
    });
    return answer[Symbol.asyncIterator]();
  };
  return transformBatches(open, { failed: (error) => withResponse(error, request.includeRaw, details) });
}
