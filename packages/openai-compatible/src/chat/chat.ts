import type { GenerateRequest } from '@rephysco/core';
import { type Batch, findModel, readJSONObject } from '@rephysco/core/provider';
import type { APIPromise, OpenAI } from 'openai';
import type { ChatCompletionCreateParams } from 'openai/resources/chat/completions';
import type { Dialect } from '../dialect.ts';
import { readStream } from '../service/answer-body.ts';
import type { Connection } from '../service/connection.ts';
import { rateLimitOf } from '../service/rate-limit.ts';
import { fromChunks } from './from-chunks.ts';
import { fromCompletion, type Source } from './from-completion.ts';
import { toBody } from './to-body.ts';

const create = (sdk: OpenAI, body: ChatCompletionCreateParams): APIPromise<unknown> =>
  sdk.chat.completions.create(body);

/** Answers a request over Chat Completions, in batches of events. */
export async function* generateChat(
  dialect: Dialect,
  connection: Connection,
  request: GenerateRequest,
): AsyncGenerator<Batch> {
  const { signal } = request;
  const { body, warnings } = toBody(request, findModel(dialect.models, request.model), dialect);
  const response = await connection.send(create, body, signal);
  request.onRateLimit?.(rateLimitOf(response.headers));
  const { maxAnswerBytes, maxToolCalls, model } = request;
  const origin = { ...connection.origin(signal), maxAnswerBytes, maxToolCalls };
  const source: Source = { origin, dialect, model, warnings };
  const events = body.stream === true ? readStream(response, source.origin) : undefined;
  if (events) yield* fromChunks(events, source);
  else yield fromCompletion(await readJSONObject(response, source.origin), source);
}
