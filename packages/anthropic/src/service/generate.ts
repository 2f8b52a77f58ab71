import {
  type Batch,
  type Connection,
  eventReaders,
  type GenerateRequest,
  generateAnswer,
  readCount,
  toJSON,
} from '@rephysco/core/provider';
import { readEventBatches } from '@rephysco/http';
import { toBody, toCountBody } from '../request/to-body.ts';
import { createAnswerReader, eventsOf } from '../response/answer-reader.ts';

/** Sends a request. Yields events in batches. */
export function generate(connection: Connection, request: GenerateRequest): AsyncIterable<Batch> {
  return generateAnswer(connection, request, {
    build: () => toBody(request, connection.headers['anthropic-version']),
    send: ({ body, overrides }) => connection.send({ url: 'messages', overrides, body: toJSON(body) }, request.signal),
    readers: (source) => eventReaders(source.origin, createAnswerReader(source), eventsOf),
    readEvents: readEventBatches,
  });
}

/**
 * Returns the number of input tokens of a request, counted by the service.
 *
 * @throws ProviderError if the response contains no count
 */
export async function countTokens(connection: Connection, request: GenerateRequest): Promise<number> {
  const { body, overrides } = toBody(request, connection.headers['anthropic-version']);
  const counting = { url: 'messages/count_tokens', overrides, body: toJSON(toCountBody(body)) };
  return readCount(await connection.send(counting, request.signal), 'input_tokens', connection.origin(request.signal));
}
