import {
  type Batch,
  type GenerateRequest,
  readResponse,
  reportUnsupported,
  requestModel,
} from '@rephysco/core/provider';
import { readEventBatches } from '@rephysco/http';
import type { Dialect } from '../dialect.ts';
import type { Connection } from '../service/connection.ts';
import { fromChunks } from './from-chunks.ts';
import { fromCompletion, type Source } from './from-completion.ts';
import { toBody } from './to-body.ts';

/** Sends a request with Chat Completions. Yields events in batches. */
export async function* generateChat(
  dialect: Dialect,
  connection: Connection,
  request: GenerateRequest,
): AsyncGenerator<Batch> {
  const { signal } = request;
  const { body, warnings: all, wrapped } = toBody(request, requestModel(request, dialect.models), dialect);
  const warnings = reportUnsupported(request, all);
  const response = await connection.send('chat.completions.create', body, signal);
  const { maxAnswerBytes, maxToolCalls, model } = request;
  const origin = { ...connection.origin(signal), maxAnswerBytes, maxToolCalls };
  const stream = body.stream === true;
  const context = { request, origin, stream, wrapped, readEvents: readEventBatches };
  yield* await readResponse(response, context, ({ info }) => {
    const source: Source = { origin, dialect, model, warnings, response: info };
    return {
      events: (batches) => fromChunks(batches, source),
      object: (object) => fromCompletion(object, source),
    };
  });
}
