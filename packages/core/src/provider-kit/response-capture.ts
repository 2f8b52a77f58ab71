import type { ResponseInfo } from '../contract/response-info.ts';
import { valuesIn } from '../util/count-values.ts';
import type { EventBatches } from './answer-body.ts';
import { tooLarge } from './errors.ts';
import { isLarge, parseInSteps, tryParseJSON } from './json.ts';
import { defaultAnswerBytes } from './limits.ts';
import type { Origin } from './origin.ts';
import type { WireEvent } from './read-event.ts';
import { type ResponseInfoOptions, responseInfo } from './response-info.ts';
import type { WireObject } from './wire-value.ts';

/** Recorder of a response for `answer.response`. Records the body if the call has `includeRaw`. */
export interface ResponseCapture {
  /** Returns the details. Call it at the end of the answer. */
  info(): ResponseInfo;
  /** Records the events that are read. Returns the same events, large ones with their value. */
  events(batches: EventBatches): EventBatches;
  /** Records the JSON texts that are read, for streams without events. Returns the same texts. */
  texts<Text extends string | Uint8Array>(batches: AsyncIterable<readonly Text[]>): AsyncIterable<readonly Text[]>;
  /** Records the body of a whole answer. Returns the same body. */
  object(body: WireObject): WireObject;
}

/** Options of `captureResponse`. */
interface ResponseCaptureOptions extends ResponseInfoOptions {
  /** Origin of the error for events that need more memory than its `maxAnswerBytes`. @default no limit */
  readonly origin?: Origin | undefined;
}

/** Number of bytes that a parsed value needs in addition to its text. */
const valueBytes = 32;

/**
 * Creates a recorder of a response. It keeps the body only with `includeRaw`.
 *
 * @throws InvalidAnswerError with code `answer_too_large` from the recorded events, if they need too much memory
 */
export function captureResponse(
  response: Pick<Response, 'status' | 'headers'>,
  includeRaw: boolean | undefined,
  { origin, ...options }: ResponseCaptureOptions = {},
): ResponseCapture {
  let body: unknown;
  const events: unknown[] = [];
  const { maxAnswerBytes = defaultAnswerBytes } = origin ?? {};
  let size = 0;
  const keep = (value: unknown, length: number): void => {
    size += length + valueBytes * (1 + valuesIn(value));
    const what = `its events, which includeRaw keeps, need more than ${maxAnswerBytes} bytes (option maxAnswerBytes)`;
    if (origin && size > maxAnswerBytes) throw tooLarge(what, origin);
    events.push(value);
  };
  async function* recorded<Value>(
    batches: AsyncIterable<readonly Value[]>,
    textOf: (value: Value) => string | Uint8Array,
    withParsed: (value: Value, parsed: unknown) => Value = (value) => value,
  ): AsyncGenerator<readonly Value[]> {
    body = events;
    for await (const batch of batches) {
      const read: Value[] = [];
      for (const each of batch) {
        const text = textOf(each);
        const parsed = isLarge(text) ? await parseInSteps(text).catch(() => undefined) : tryParseJSON(toText(text));
        keep(parsed ?? toText(text), text.length);
        read.push(isLarge(text) ? withParsed(each, parsed) : each);
      }
      yield read;
    }
  }
  return {
    info: () => ({ ...responseInfo(response, options), ...(body !== undefined && { body }) }),
    events: (batches) => (includeRaw ? recorded(batches, ({ data }) => data, withValue) : batches),
    texts: (batches) => (includeRaw ? recorded(batches, (text) => text) : batches),
    object(value) {
      if (includeRaw) body = value;
      return value;
    },
  };
}

const withValue = (event: WireEvent, value: unknown): WireEvent => ({ ...event, value });

const toText = (text: string | Uint8Array): string =>
  typeof text === 'string' ? text : new TextDecoder().decode(text);
