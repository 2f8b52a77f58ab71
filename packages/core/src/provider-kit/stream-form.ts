import { ended } from '../util/iterators.ts';
import { SizeLimitError } from './collect-bytes.ts';
import { defaultAnswerBytes } from './limits.ts';

/** Body of known form. JSON lines between events are converted to events. */
export interface OpenedStream {
  readonly form: 'events' | 'text';
  readonly body: AsyncIterable<Uint8Array>;
  /** Number of bytes of white space before the body, which were dropped. */
  readonly skipped: number;
}

/**
 * Reads the beginning of a body that should be an event stream. Ignores the content type, because gateways send plain
 * JSON as `text/event-stream` and events as `application/json`. A body is a text if it begins with `{`, `[`, `"` or
 * `<`, or is empty. White space before the first other byte is counted and not kept.
 *
 * @param maxBytes maximum number of bytes of white space
 * @throws the error of a body that fails; SizeLimitError for more white space
 */
export async function openStream(
  body: AsyncIterable<Uint8Array>,
  maxBytes: number = defaultAnswerBytes,
): Promise<OpenedStream> {
  const source = body[Symbol.asyncIterator]();
  const read: Uint8Array[] = [];
  let form: OpenedStream['form'] | undefined;
  let skipped = 0;
  while (form === undefined) {
    const { done, value } = await source.next();
    if (done) break;
    if (read.length === 0 && !value.some((byte) => byte > space)) {
      skipped += value.byteLength;
      if (skipped > maxBytes) throw tooLarge(maxBytes, source);
      continue;
    }
    read.push(value);
    // A byte order mark has three bytes, each of which can be a chunk.
    form = formOf(value) ?? (read.length > 3 ? 'events' : undefined);
  }
  const isText = form !== 'events';
  return { form: form ?? 'text', skipped, body: chained(read, source, isText ? (chunk) => chunk : framer()) };
}

/** Returns the error of a body above the limit. Closes the body. */
function tooLarge(maxBytes: number, source: AsyncIterator<Uint8Array>): SizeLimitError {
  source.return?.().catch(() => {});
  return new SizeLimitError(`it is larger than ${maxBytes} bytes`);
}

/** Returns the form that the first byte indicates, ignoring white space. */
function formOf(chunk: Uint8Array): OpenedStream['form'] | undefined {
  const first = chunk.find((byte) => byte > space && byte !== 0xef && byte !== 0xbb && byte !== 0xbf);
  if (first === undefined) return undefined;
  // The characters `{`, `[`, `"` and `<`.
  return [0x7b, 0x5b, 0x22, 0x3c].includes(first) ? 'text' : 'events';
}

const newline = 0x0a;
const space = 0x20;
const brace = 0x7b;

/** Yields the chunks that were read and those to come, each changed by a function. */
function chained(
  read: readonly Uint8Array[],
  source: AsyncIterator<Uint8Array>,
  change: (chunk: Uint8Array) => Uint8Array,
): AsyncIterable<Uint8Array> {
  let place = 0;
  const iterator: AsyncIterator<Uint8Array> = {
    next() {
      const chunk = read[place];
      place += 1;
      if (chunk) return Promise.resolve({ done: false, value: change(chunk) });
      return source.next().then((result) => (result.done ? result : { done: false, value: change(result.value) }));
    },
    return: async () => (await source.return?.()) ?? ended,
  };
  return { [Symbol.asyncIterator]: () => iterator };
}

/** Returns a function that converts each line that begins with `{` or `error:` to an event. */
function framer(): (chunk: Uint8Array) => Uint8Array {
  let lineStart = true;
  return (chunk) => {
    const atStart = lineStart;
    if (chunk.byteLength > 0) lineStart = chunk[chunk.byteLength - 1] === newline;
    return frameLines(chunk, atStart);
  };
}

function frameLines(chunk: Uint8Array, atLineStart: boolean): Uint8Array {
  const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  const bare = (atLineStart && bytes[0] === brace) || bytes.includes('\n{');
  const named = (atLineStart && bytes.subarray(0, 6).toString('latin1') === 'error:') || bytes.includes('\nerror:');
  if (!bare && !named) return chunk;
  // Decodes byte by byte, so that a character split between chunks stays intact.
  const text = bytes.toString('latin1');
  const lines = text.replace(/(^|\n)(?:error:\s*(?=\{)|(?=\{))/g, (match, before: string, at: number) => {
    if (at === 0 && before === '' && !atLineStart) return match;
    return match.trim() === '' ? `${before}\ndata: ` : `${before}\nevent: error\ndata: `;
  });
  return Buffer.from(lines, 'latin1');
}

/** Returns `true` for a text of server-sent events, for example of a service that streams without being asked to. */
export function isEventText(text: string): boolean {
  return /^[\s\ufeff]*(?:(?:data|event|id|retry)\s*:|:)/.test(text);
}

/** Returns a text as the body of a response. */
export async function* bodyOf(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}
