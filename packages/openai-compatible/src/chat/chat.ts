import { type Batch, type GenerateRequest, generateAnswer, requestModel } from '@rephysco/core/provider';
import { readEventBatches } from '@rephysco/http';
import type { Dialect } from '../dialect.ts';
import type { Connection } from '../service/connection.ts';
import { fromChunks } from './from-chunks.ts';
import { fromCompletion, type Source } from './from-completion.ts';
import { toBody } from './to-body.ts';

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
      };
    },
    readEvents: readEventBatches,
  });
}
