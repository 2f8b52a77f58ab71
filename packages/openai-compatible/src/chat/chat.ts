import { type Batch, type GenerateRequest, generateAnswer, joinInTurns, requestModel } from '@rephysco/core/provider';
import { readEventBatches } from '@rephysco/http';
import type { Dialect } from '../dialect.ts';
import type { Connection } from '../service/connection.ts';
import { fromChunks } from './from-chunks.ts';
import { firstChoice, fromCompletion, messageOf, type Source } from './from-completion.ts';
import { toBody } from './to-body.ts';
import { argumentTexts } from './tool-calls.ts';

/** Sends a request with Chat Completions. Yields events in batches. */
export function generateChat(dialect: Dialect, connection: Connection, request: GenerateRequest): AsyncIterable<Batch> {
  return generateAnswer(connection, request, {
    build: () => toBody(request, requestModel(request, dialect.models), dialect),
    send: ({ body }) => connection.send('chat.completions.create', body, request.signal),
    readers(answer) {
      const source: Source = { ...answer, dialect };
      return {
        events: (batches) => fromChunks(batches, source),
        object: (object) => fromCompletion(object, source),
        settled: (object) => joinInTurns(argumentTexts(messageOf(firstChoice(object))?.tool_calls))?.then(() => object),
      };
    },
    readEvents: readEventBatches,
  });
}
