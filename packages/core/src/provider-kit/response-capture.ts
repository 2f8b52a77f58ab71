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
  async function* recorded(batches: EventBatches): AsyncGenerator<readonly { readonly data: string }[]> {
    body = events;
    for await (const batch of batches) {
      for (const { data } of batch) events.push(tryParseJSON(data) ?? data);
      yield batch;
    }
  }
  return {
    info: () => ({ ...responseInfo(response, options), ...(body !== undefined && { body }) }),
    events: (batches) => (includeRaw ? (recorded(batches) as EventBatches) : batches),
    object(value) {
      if (includeRaw) body = value;
      return value;
    },
  };
}
