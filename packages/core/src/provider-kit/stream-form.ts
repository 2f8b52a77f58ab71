import { defaultAnswerBytes, SizeLimitError } from './limits.ts';

/** What the body of a response begins with: events of a stream, or one text such as JSON or a web page. */
export type StreamForm =
  | { readonly form: 'events'; readonly body: AsyncIterable<Uint8Array> }
  | { readonly form: 'text'; readonly text: string };

/**
 * Reads the beginning of a body that should be a stream of events. Content types are no evidence: gateways send
 * unframed JSON as `text/event-stream`, and events as `application/json`. A body that begins with `{`, `[`, `"` or `<`
 * is read to its end as a text. Otherwise the events are returned, with unframed JSON lines between them framed.
 *
 * @throws whatever the body throws; SizeLimitError for a text above the limit
 */
export async function readStreamForm(
  body: AsyncIterable<Uint8Array>,
  maxBytes: number = defaultAnswerBytes,
): Promise<StreamForm> {
  const source = body[Symbol.asyncIterator]();
  const read: Uint8Array[] = [];
  let form: StreamForm['form'] | undefined;
  let size = 0;
  while (form !== 'events') {
    const { done, value } = await source.next();
    if (done) return { form: 'text', text: textOf(read) };
    read.push(value);
    size += value.byteLength;
    form ??= formOf(value);
    if (size > maxBytes) throw new SizeLimitError(`it is larger than ${maxBytes} bytes`);
  }
  return { form: 'events', body: framed(read, source) };
}

/** Returns the form that the first byte which is not white space tells. */
function formOf(chunk: Uint8Array): StreamForm['form'] | undefined {
  const first = chunk.find((byte) => byte > 0x20 && byte !== 0xef && byte !== 0xbb && byte !== 0xbf);
  if (first === undefined) return undefined;
  // { [ " <
  return [0x7b, 0x5b, 0x22, 0x3c].includes(first) ? 'text' : 'events';
}

function textOf(read: readonly Uint8Array[]): string {
  const text = new TextDecoder();
  return read.map((chunk) => text.decode(chunk, { stream: true })).join('') + text.decode();
}

const newline = 0x0a;
const brace = 0x7b;

/** The chunks, in which a line that begins with `{` or `error:` becomes an event of its own. */
function framed(read: readonly Uint8Array[], source: AsyncIterator<Uint8Array>): AsyncIterable<Uint8Array> {
  let place = 0;
  let lineStart = true;
  const frame = (chunk: Uint8Array): Uint8Array => {
    const atStart = lineStart;
    if (chunk.byteLength > 0) lineStart = chunk[chunk.byteLength - 1] === newline;
    return frameLines(chunk, atStart);
  };
  const iterator: AsyncIterator<Uint8Array> = {
    next() {
      const chunk = read[place];
      place += 1;
      if (chunk) return Promise.resolve({ done: false, value: frame(chunk) });
      return source.next().then((result) => (result.done ? result : { done: false, value: frame(result.value) }));
    },
    return: async () => (await source.return?.()) ?? { done: true, value: undefined },
  };
  return { [Symbol.asyncIterator]: () => iterator };
}

function frameLines(chunk: Uint8Array, atLineStart: boolean): Uint8Array {
  const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  const bare = (atLineStart && bytes[0] === brace) || bytes.includes('\n{');
  const named = (atLineStart && bytes.subarray(0, 6).toString('latin1') === 'error:') || bytes.includes('\nerror:');
  if (!bare && !named) return chunk;
  // Byte by byte, so that a character cut by the chunk stays as it is.
  const text = bytes.toString('latin1');
  const lines = text.replace(/(^|\n)(?:error:\s*(?=\{)|(?=\{))/g, (match, before: string, at: number) => {
    if (at === 0 && before === '' && !atLineStart) return match;
    return match.trim() === '' ? `${before}\ndata: ` : `${before}\nevent: error\ndata: `;
  });
  return Buffer.from(lines, 'latin1');
}

/** Returns `true` for a text of server-sent events, for example of a service that streams although it was not asked to. */
export function isEventText(text: string): boolean {
  return /^[\s\ufeff]*(?:(?:data|event|id|retry)\s*:|:)/.test(text);
}

/** Returns the body of a text, to be read like the body of a response. */
export async function* bodyOf(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}
