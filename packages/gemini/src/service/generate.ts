import type { GenerateRequest } from '@rephysco/core';
import { type Batch, downloadMedia, findModel } from '@rephysco/core/provider';
import { asNumber } from '@rephysco/http';
import { geminiModels } from '../models.ts';
import { inlineMedia } from '../request/inline-media.ts';
import { type Body, toBody } from '../request/to-body.ts';
import { fromChunks } from '../response/from-chunks.ts';
import { fromResponse } from '../response/from-response.ts';
import { createReader, type Source } from '../response/response-reader.ts';
import { type Connection, readChunks, readObject } from './connection.ts';
import { name } from './environment.ts';
import { noAnswer, type Origin } from './errors.ts';
import { buildCount, buildGenerate } from './sdk.ts';

/** Answers a request over `generateContent`, or `streamGenerateContent` for increments, in batches of events. */
export async function* generate(connection: Connection, request: GenerateRequest): AsyncGenerator<Batch> {
  const { model, signal, stream } = request;
  signal?.throwIfAborted();
  const origin = connection.origin(signal);
  const { body, warnings } = await prepare(request, origin);
  const response = await connection.send(await buildGenerate(model, body, stream), origin);
  const source: Source = { origin, model, warnings };
  if (!stream) return yield fromResponse(await readObject(response, origin), source);
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
  const origin = connection.origin(signal);
  const { body } = await prepare(request, origin);
  const response = await connection.send(await buildCount(model, body), origin);
  const tokens = asNumber((await readObject(response, origin)).totalTokens);
  if (tokens === undefined) throw noAnswer('the answer holds no count', origin);
  return tokens;
}

async function prepare(request: GenerateRequest, { baseURL, signal }: Origin): Promise<Body> {
  const messages = await inlineMedia(request.messages, baseURL, (part) => {
    return downloadMedia(part, { provider: name, signal });
  });
  return toBody({ ...request, messages }, findModel(geminiModels, request.model));
}
