import { ProviderError } from '@rephysco/core';
import {
  type AnswerSource,
  answerOrigin,
  type Batch,
  type Connection,
  captureResponse,
  chunksOf,
  downloadMedia,
  type GenerateRequest,
  isEventText,
  manyInNextTurn,
  type Origin,
  type RequestBody,
  type ResponseCapture,
  readCount,
  readText,
  readWhole,
  reportUnsupported,
  requestModel,
  toJSONObject,
  withResponse,
  wrongForm,
} from '@rephysco/core/provider';
import { geminiModels } from '../models.ts';
import { inlineMedia } from '../request/inline-media.ts';
import { toBody } from '../request/to-body.ts';
import { fromChunks } from '../response/from-chunks.ts';
import { fromResponse } from '../response/from-response.ts';
import { createReader } from '../response/response-reader.ts';
import { readChunks, readEventText } from './connection.ts';
import { name } from './environment.ts';
import { buildCount, buildGenerate } from './sdk.ts';

/** Sends a request with `generateContent`, or `streamGenerateContent` to stream. Yields events in batches. */
export async function* generate(connection: Connection, request: GenerateRequest): AsyncGenerator<Batch> {
  const { model, signal, stream } = request;
  signal?.throwIfAborted();
  connection.checkKey();
  const origin = answerOrigin(connection, request);
  const { body, warnings: all } = await prepare(request, origin);
  const warnings = reportUnsupported(request, all);
  let capture: ResponseCapture | undefined;
  try {
    const response = await connection.send(await buildGenerate(model, body, stream), signal);
    capture = captureResponse(response, request.includeRaw, { secrets: origin.secrets, origin });
    yield* read(response, stream, { origin, model, warnings, response: capture.info }, capture);
  } catch (error) {
    throw withResponse(error, request.includeRaw, capture?.info);
  }
}

/** Yields the events of the answer in a response. */
async function* read(
  response: Response,
  stream: boolean,
  source: AnswerSource,
  capture: ResponseCapture,
): AsyncGenerator<Batch> {
  const { origin } = source;
  const reader = createReader(source);
  if (stream) {
    const chunks = await readChunks(response, origin, () => reader.mayBeOver());
    return yield* fromChunks(capture.texts(chunks), source, reader);
  }
  const { status } = response;
  const body = chunksOf(response);
  const whole = body ? await readWhole(body, status, origin) : { text: await readText(response, origin) };
  if ('text' in whole && isEventText(whole.text)) {
    const chunks = capture.texts(readEventText(whole.text));
    return yield* wholeOrRefused(fromChunks(chunks, source, reader), origin);
  }
  const object = 'object' in whole ? whole.object : toJSONObject(whole.text, status, origin);
  yield manyInNextTurn(fromResponse(capture.object(object), source));
}

/**
 * Yields the events of a stream that answered a plain request, if they are complete. An incomplete stream is not
 * retried, because a retry costs money and ends the same way.
 */
async function* wholeOrRefused(events: AsyncIterable<Batch>, origin: Origin): AsyncGenerator<Batch> {
  try {
    yield* events;
  } catch (error) {
    if (!(error instanceof ProviderError) || error.kind !== 'interrupted') throw error;
    const what = 'the service answered a plain request with an event stream that is not a whole answer';
    throw wrongForm(what, { ...origin, partial: error.partial }, error);
  }
}

/**
 * Returns the number of input tokens of a request, counted by the service.
 *
 * @throws ProviderError if the response contains no count
 */
export async function countTokens(connection: Connection, request: GenerateRequest): Promise<number> {
  const { model, signal } = request;
  signal?.throwIfAborted();
  connection.checkKey();
  const origin = connection.origin(signal);
  const { body } = await prepare(request, origin);
  const response = await connection.send(await buildCount(model, body), signal);
  return readCount(response, 'totalTokens', origin);
}

async function prepare(request: GenerateRequest, { baseURL, signal }: Origin): Promise<RequestBody> {
  const messages = await inlineMedia(request.messages, baseURL, (part) => {
    return downloadMedia(part, { provider: name, signal });
  });
  return toBody({ ...request, messages }, requestModel(request, geminiModels));
}
