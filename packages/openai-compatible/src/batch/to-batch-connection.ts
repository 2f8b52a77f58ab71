import { readJSONLines, readJSONObject, toJSON } from '@rephysco/core/provider';
import type { Connection } from '../service/connection.ts';
import type { BatchConnection } from './batch-connection.ts';

/** Returns the batch requests of a connection. */
export function toBatchConnection({ baseURL, origin, request }: Connection): BatchConnection {
  const send: BatchConnection['send'] = async (outgoing, signal) =>
    readJSONObject(await request(outgoing, signal), origin(signal));
  return {
    baseURL,
    origin,
    send,
    get: (path, signal) => send({ url: path, method: 'GET' }, signal),
    post: (path, body, signal) =>
      send({ url: path, headers: { 'content-type': 'application/json' }, body: toJSON(body) }, signal),
    async *lines(path, signal) {
      yield* readJSONLines(await request({ url: path, method: 'GET' }, signal), origin(signal));
    },
  };
}
