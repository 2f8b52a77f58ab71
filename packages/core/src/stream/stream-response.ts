import { ConfigurationError, RephyscoError } from '../contract/errors.ts';
import type { StreamEvent } from '../contract/events.ts';
import { formatValue } from '../util/format-value.ts';
import type { EventEncoder } from './event-encoder.ts';
import { createUIMessageEncoder } from './ui-message.ts';

/**
 * Format of a streamed HTTP response. `text`: the text of the answer. `sse`: all events as server-sent events. `jsonl`:
 * all events, one JSON object per line. `ui-message`: the UI message stream of the AI SDK, for its `useChat`.
 */
export type ResponseFormat = 'text' | 'sse' | 'jsonl' | 'ui-message';

/** Options of `toResponse`. */
export interface StreamResponseOptions {
  /** Format of the body. @default 'text' */
  readonly format?: ResponseFormat | undefined;
  /** HTTP status. @default 200 */
  readonly status?: number | undefined;
  /** Additional headers. They replace those of the format. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /**
   * Returns the text that the client receives if the stream fails. The message of the error can contain internal
   * details.
   *
   * @default the kind of the error, for example "The answer failed (rate_limit)."
   */
  readonly onError?: ((error: unknown) => string) | undefined;
}

const line = (value: unknown): string => `${JSON.stringify(value)}\n`;
const sse = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;
const eventStream = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' };

const encoders: Readonly<Record<ResponseFormat, () => EventEncoder>> = {
  text: () => ({
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    event: (event) => (event.type === 'text' ? event.text : ''),
    end: () => '',
    error: () => undefined,
  }),
  sse: () => ({
    headers: eventStream,
    event: sse,
    end: () => 'data: [DONE]\n\n',
    error: (message) => sse({ type: 'error', message }),
  }),
  jsonl: () => ({
    headers: { 'content-type': 'application/jsonl; charset=utf-8' },
    event: line,
    end: () => '',
    error: (message) => line({ type: 'error', message }),
  }),
  'ui-message': createUIMessageEncoder,
};

/** Part of a `TextStream` that is turned into a response. */
interface Source {
  events(): AsyncIterable<StreamEvent>;
}

/**
 * Returns the events of a stream as bytes. The stream is read as fast as the bytes are.
 *
 * @throws ConfigurationError for an unknown format
 */
export function toBytes(
  source: Source,
  format: ResponseFormat,
  onError: (error: unknown) => string = describe,
): ReadableStream<Uint8Array> {
  const encoder = encoderOf(format);
  const reader = source.events()[Symbol.asyncIterator]();
  const utf8 = new TextEncoder();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const write = (text: string): void => {
        if (text !== '') controller.enqueue(utf8.encode(text));
      };
      try {
        for (;;) {
          const { done, value } = await reader.next();
          const text = done ? encoder.end() : encoder.event(value);
          write(text);
          if (done) return controller.close();
          if (text !== '') return;
        }
      } catch (error) {
        const text = encoder.error(onError(error));
        if (text === undefined) return controller.error(error);
        write(text);
        write(encoder.end());
        controller.close();
      }
    },
    async cancel() {
      await reader.return?.();
    },
  });
}

/** Returns an HTTP response with the stream as its body. */
export function toResponse(source: Source, options: StreamResponseOptions): Response {
  const { format = 'text', status = 200, headers, onError } = options;
  const body = toBytes(source, format, onError);
  return new Response(body, { status, headers: { ...encoderOf(format).headers, ...headers } });
}

function encoderOf(format: ResponseFormat): EventEncoder {
  if (Object.hasOwn(encoders, format)) return encoders[format]();
  const known = Object.keys(encoders).join(', ');
  throw new ConfigurationError(`Option 'format' must be one of ${known}, not ${formatValue(format)}.`);
}

/** Returns a message without details, because messages of errors can contain hosts, models and accounts. */
function describe(error: unknown): string {
  return error instanceof RephyscoError ? `The answer failed (${error.kind}).` : 'The answer failed.';
}
