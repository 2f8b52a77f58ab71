import type { GenerateRequest, ModelInfo } from '@rephysco/core';
import {
  asNumber,
  type Batch,
  findModel,
  invalidAnswer,
  type LimitHeader,
  type Origin,
  rateLimitOf,
  readAnswer,
  readAnswerBody,
  readJSONObject,
  unwrapped,
} from '@rephysco/core/provider';
import { readEventBatches } from '@rephysco/http';
import { anthropicModels } from '../models.ts';
import { type Body, toBody, toCountBody } from '../request/to-body.ts';
import type { Source } from '../response/answer-reader.ts';
import { fromEvents } from '../response/from-events.ts';
import { fromMessage } from '../response/from-message.ts';
import type { Connection } from './connection.ts';

const limitHeader: LimitHeader = (resource, field) => `anthropic-ratelimit-${resource}-${field}`;

/** Answers a request, in batches of events. */
export async function* generate(connection: Connection, request: GenerateRequest): AsyncGenerator<Batch> {
  const { model, signal, stream, maxAnswerBytes, maxToolCalls } = request;
  signal?.throwIfAborted();
  connection.checkKey();
  const { body, headers, warnings, wrapped } = prepare(connection, request);
  const response = await connection.post('messages', body, headers, signal);
  request.onRateLimit?.(rateLimitOf(response.headers, limitHeader));
  const origin: Origin = { ...connection.origin(signal), maxAnswerBytes, maxToolCalls };
  const source: Source = { origin, model, warnings };
  const found = await readAnswerBody(response, stream, origin, readEventBatches);
  const events = readAnswer(found, stream, source, {
    events: (batches) => fromEvents(batches, source),
    object: (object) => fromMessage(object, source),
  });
  yield* wrapped ? unwrapped(events) : events;
}

/**
 * Asks the service how many input tokens a request has.
 *
 * @throws ProviderError if the response has no count
 */
export async function countTokens(connection: Connection, request: GenerateRequest): Promise<number> {
  const { signal } = request;
  signal?.throwIfAborted();
  connection.checkKey();
  const { body, headers } = prepare(connection, request);
  const response = await connection.post('messages/count_tokens', toCountBody(body), headers, signal);
  const origin = connection.origin(signal);
  const tokens = asNumber((await readJSONObject(response, origin)).input_tokens);
  if (tokens === undefined) throw invalidAnswer('the response has no number of input tokens', origin);
  return tokens;
}

const prepare = ({ version }: Connection, request: GenerateRequest): Body => toBody(request, factsOf(request), version);

const factsOf = ({ model, modelInfo }: GenerateRequest): ModelInfo =>
  modelInfo?.id === model ? modelInfo : findModel(anthropicModels, model);
