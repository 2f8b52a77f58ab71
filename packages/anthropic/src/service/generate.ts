import {
  type Batch,
  fromEventStream,
  fromWholeAnswer,
  type GenerateRequest,
  type Origin,
  readCount,
  readResponse,
  reportUnsupported,
} from '@rephysco/core/provider';
import { readEventBatches } from '@rephysco/http';
import { toBody, toCountBody } from '../request/to-body.ts';
import { createAnswerReader, eventsOf } from '../response/answer-reader.ts';
import type { Connection } from './connection.ts';

const limitHeader = (resource: string, field: string): string => `anthropic-ratelimit-${resource}-${field}`;

/** Sends a request. Yields events in batches. */
export async function* generate(connection: Connection, request: GenerateRequest): AsyncGenerator<Batch> {
  const { model, signal, stream, maxAnswerBytes, maxToolCalls } = request;
  signal?.throwIfAborted();
  connection.checkKey();
  const body = toBody(request, connection.version);
  const warnings = reportUnsupported(request, body.warnings);
  const response = await connection.post('messages', body, signal);
  const origin: Origin = { ...connection.origin(signal), maxAnswerBytes, maxToolCalls };
  const context = { request, origin, stream, wrapped: body.wrapped, readEvents: readEventBatches, limitHeader };
  yield* await readResponse(response, context, ({ info }) => {
    const reader = createAnswerReader({ origin, model, warnings, response: info });
    return {
      events: (batches) => fromEventStream(batches, origin, reader),
      object: (object) => fromWholeAnswer(eventsOf(object), origin, reader),
    };
  });
}

/**
 * Returns the number of input tokens of a request, counted by the service.
 *
 * @throws ProviderError if the response contains no count
 */
export async function countTokens(connection: Connection, request: GenerateRequest): Promise<number> {
  const body = toCountBody(toBody(request, connection.version));
  const response = await connection.post('messages/count_tokens', body, request.signal);
  return readCount(response, 'input_tokens', connection.origin(request.signal));
}
