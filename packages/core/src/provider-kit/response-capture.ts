import type { ResponseInfo } from '../contract/response-info.ts';
import type { EventBatches } from './answer-body.ts';
import { tryParseJSON } from './json.ts';
import { type ResponseInfoOptions, responseInfo } from './response-info.ts';
import type { WireObject } from './wire-value.ts';

/** Recorder of a response for `answer.response`. Records the body if the call has `includeRaw`. */
export interface ResponseCapture {
  /** Returns the details. Call it at the end of the answer. */
  info(): ResponseInfo;
  /** Records the events that are read. Returns the same events. */
  events(batches: EventBatches): EventBatches;
  /** Records the JSON texts that are read, for streams without events. Returns the same texts. */
  texts<Text extends string | Uint8Array>(batches: AsyncIterable<readonly Text[]>): AsyncIterable<readonly Text[]>;
  /** Records the body of a whole answer. Returns the same body. */
  object(body: WireObject): WireObject;
}

/** Creates a recorder of a response. It keeps the body only with `includeRaw`. */
export function captureResponse(
  response: Pick<Response, 'status' | 'headers'>,
  includeRaw: boolean | undefined,
  options: ResponseInfoOptions = {},
): ResponseCapture {
  let body: unknown;
  const events: unknown[] = [];
  async function* recorded<Value>(
    batches: AsyncIterable<readonly Value[]>,
    textOf: (value: Value) => string,
  ): AsyncGenerator<readonly Value[]> {
    body = events;
    for await (const batch of batches) {
      for (const text of batch.map(textOf)) events.push(tryParseJSON(text) ?? text);
      yield batch;
    }
  }
  return {
    info: () => ({ ...responseInfo(response, options), ...(body !== undefined && { body }) }),
    events: (batches) => (includeRaw ? recorded(batches, ({ data }) => data) : batches),
    texts: (batches) =>
      includeRaw
        ? recorded(batches, (text) => (typeof text === 'string' ? text : new TextDecoder().decode(text)))
        : batches,
    object(value) {
      if (includeRaw) body = value;
      return value;
    },
  };
}
