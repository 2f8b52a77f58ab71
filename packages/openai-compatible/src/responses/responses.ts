import type { GenerateRequest } from '@rephysco/core';
import { asNumber, type Batch, findModel, providerError, readJSONObject } from '@rephysco/core/provider';
import type { APIPromise, OpenAI } from 'openai';
import type { InputTokenCountParams } from 'openai/resources/responses/input-tokens';
import type { ResponseCreateParams } from 'openai/resources/responses/responses';
import type { Source } from '../chat/from-completion.ts';
import type { Dialect } from '../dialect.ts';
import { readStream } from '../service/answer-body.ts';
import type { Connection } from '../service/connection.ts';
import { rateLimitOf } from '../service/rate-limit.ts';
import { fromResponse } from './from-response.ts';
import { fromResponseEvents } from './from-response-events.ts';
import { toResponseBody } from './to-body.ts';

const create = (sdk: OpenAI, body: ResponseCreateParams): APIPromise<unknown> => sdk.responses.create(body);
const count = (sdk: OpenAI, body: InputTokenCountParams): APIPromise<unknown> => sdk.responses.inputTokens.count(body);

/** Answers a request over Responses, in batches of events. */
export async function* generateResponse(
  dialect: Dialect,
  connection: Connection,
  request: GenerateRequest,
): AsyncGenerator<Batch> {
  const { signal } = request;
  const { body, warnings } = toResponseBody(request, findModel(dialect.models, request.model), dialect);
  const response = await connection.send(create, body, signal);
  request.onRateLimit?.(rateLimitOf(response.headers));
  const { maxAnswerBytes, maxToolCalls, model } = request;
  const origin = { ...connection.origin(signal), maxAnswerBytes, maxToolCalls };
  const source: Source = { origin, dialect, model, warnings };
  const events = body.stream === true ? readStream(response, source.origin) : undefined;
  if (events) yield* fromResponseEvents(events, source);
  else yield fromResponse(await readJSONObject(response, source.origin), source);
}

/** Fields of a response's body that decide how many tokens go in. */
const counted = ['model', 'input', 'instructions', 'tools', 'tool_choice', 'text', 'reasoning'];

/** Asks the service how many input tokens a request has: text, images, tools and schemas alike. */
export async function countInputTokens(
  dialect: Dialect,
  connection: Connection,
  request: GenerateRequest,
): Promise<number> {
  const { body } = toResponseBody(request, findModel(dialect.models, request.model), dialect);
  const parameters = Object.fromEntries(Object.entries(body).filter(([name]) => counted.includes(name)));
  const response = await connection.send(count, parameters, request.signal);
  const tokens = asNumber((await readJSONObject(response, connection.origin(request.signal))).input_tokens);
  if (tokens !== undefined) return tokens;
  throw providerError('server', `${dialect.name}: the answer holds no count of tokens`, { provider: dialect.name });
}
