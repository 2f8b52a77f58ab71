import type { GenerateRequest } from '@rephysco/core';
import {
  asNumber,
  type Batch,
  type Connection,
  downloadMedia,
  findModel,
  invalidAnswer,
  type Origin,
  readJSONObject,
} from '@rephysco/core/provider';
import { geminiModels } from '../models.ts';
import { inlineMedia } from '../request/inline-media.ts';
import { type Body, toBody } from '../request/to-body.ts';
import { fromChunks } from '../response/from-chunks.ts';
import { fromResponse } from '../response/from-response.ts';
import { createReader, type Source } from '../response/response-reader.ts';
import { readChunks } from './connection.ts';
import { name } from './environment.ts';
import { buildCount, buildGenerate } from './sdk.ts';

/** Answers a request over `generateContent`, or `streamGenerateContent` for increments, in batches of events. */
export async function* generate(connection: Connection, request: GenerateRequest): AsyncGenerator<Batch> {
  const { model, signal, stream, maxAnswerBytes, maxToolCalls } = request;
  signal?.throwIfAborted();
  connection.checkKey();
  const origin: Origin = { ...connection.origin(signal), maxAnswerBytes, maxToolCalls };
  const { body, warnings } = await prepare(request, origin);
  const response = await connection.send(await buildGenerate(model, body, stream), signal);
  const source: Source = { origin, model, warnings };
  if (!stream) return yield fromResponse(await readJSONObject(response, origin), source);
  const reader = createReader(source);
  yield* fromChunks(
    readChunks(response, origin, () => reader.mayBeOver()),
    source,
    reader,
  );
}

/**
 * Asks the service how many input tokens a request has.
 *
 * @throws ProviderError when it does not say
 */
export async function countTokens(connection: Connection, request: GenerateRequest): Promise<number> {
  const { model, signal } = request;
  signal?.throwIfAborted();
  connection.checkKey();
  const origin = connection.origin(signal);
  const { body } = await prepare(request, origin);
  const response = await connection.send(await buildCount(model, body), signal);
  const tokens = asNumber((await readJSONObject(response, origin)).totalTokens);
  if (tokens === undefined) throw invalidAnswer('the answer holds no count', origin);
  return tokens;
}

async function prepare(request: GenerateRequest, { baseURL, signal }: Origin): Promise<Body> {
  const messages = await inlineMedia(request.messages, baseURL, (part) => {
    return downloadMedia(part, { provider: name, signal });
  });
  return toBody({ ...request, messages }, findModel(geminiModels, request.model));
}
