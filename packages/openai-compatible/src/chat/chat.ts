import { type GenerateRequest, ProviderError } from '@rephysco/core';
import { type Batch, findModel, wrongForm } from '@rephysco/core/provider';
import type { Dialect } from '../dialect.ts';
import { unwrapped } from '../schema/unwrap.ts';
import { type AnswerBody, readAnswerBody } from '../service/answer-body.ts';
import type { Connection } from '../service/connection.ts';
import { rateLimitOf } from '../service/rate-limit.ts';
import { fromChunks } from './from-chunks.ts';
import { fromCompletion, type Source } from './from-completion.ts';
import { toBody } from './to-body.ts';

/** Answers a request over Chat Completions, in batches of events. */
export async function* generateChat(
  dialect: Dialect,
  connection: Connection,
  request: GenerateRequest,
): AsyncGenerator<Batch> {
  const { signal } = request;
  const { body, warnings, wrapped } = toBody(request, findModel(dialect.models, request.model), dialect);
  const response = await connection.send('chat.completions.create', body, signal);
  request.onRateLimit?.(rateLimitOf(response.headers));
  const { maxAnswerBytes, maxToolCalls, model } = request;
  const origin = { ...connection.origin(signal), maxAnswerBytes, maxToolCalls };
  const source: Source = { origin, dialect, model, warnings };
  const stream = body.stream === true;
  const found = await readAnswerBody(response, stream, source.origin);
  const events = readAnswer(found, stream, source, {
    events: (batches) => fromChunks(batches, source),
    object: (object) => fromCompletion(object, source),
  });
  yield* wrapped ? unwrapped(events) : events;
}

/** Reads an answer in each of its two forms. */
export interface Readers {
  events(batches: Extract<AnswerBody, { events: unknown }>['events']): AsyncIterable<Batch>;
  object(body: Extract<AnswerBody, { object: unknown }>['object']): Batch;
}

/**
 * Reads an answer in the form in which it came. One of the wrong form is read if it is whole; otherwise the error names
 * the form, and a retry, which would be paid again, is not worth it.
 */
export async function* readAnswer(
  found: AnswerBody,
  stream: boolean,
  { origin }: Pick<Source, 'origin'>,
  readers: Readers,
): AsyncGenerator<Batch> {
  const right = 'events' in found === stream;
  try {
    if ('events' in found) yield* readers.events(found.events);
    else yield readers.object(found.object);
  } catch (error) {
    if (right || !(error instanceof ProviderError) || error.status !== undefined || !isFormError(error)) throw error;
    const what = stream ? 'a streamed request with a JSON body' : 'a plain request with an event stream';
    const partial = error.partial ? { ...origin, partial: error.partial } : origin;
    throw wrongForm(`the service answered ${what} that is not a whole answer: ${error.message}`, partial, error);
  }
}

/** Whether an error says that an answer is not whole. An error that the service reports has a kind of its own. */
const isFormError = ({ kind, code }: ProviderError): boolean =>
  code === undefined && (kind === 'interrupted' || kind === 'server');
