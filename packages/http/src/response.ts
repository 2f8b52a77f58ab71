import type { IncomingMessage } from 'node:http';
import { type Body, readBody } from './body.ts';
import { decompress } from './decompress.ts';
import { httpError } from './errors.ts';
import { toHeaders } from './headers.ts';
import { describe, type Outgoing } from './outgoing.ts';

const decoder = new TextDecoder();

/** Returns the response to a request, with the part of `Response` that API clients use. */
export function toResponse(message: IncomingMessage, outgoing: Outgoing): Response {
  const body = hasBody(message, outgoing) ? toBody(message, outgoing) : undefined;
  if (!body) message.resume();
  return new ThinResponse(message, outgoing, body) as unknown as Response;
}

/**
 * Response with getters. A class, because getters of an object literal give each object its own hidden class, which
 * costs a fifth of the CPU of a request. Headers and web stream are created on first use.
 */
class ThinResponse {
  readonly status: number;
  readonly statusText: string;
  readonly ok: boolean;
  readonly url: string;
  readonly #message: IncomingMessage;
  readonly #outgoing: Outgoing;
  readonly #body: Body | undefined;
  #headers: Headers | undefined;
  #stream: ReadableStream<Uint8Array> | undefined;

  constructor(message: IncomingMessage, outgoing: Outgoing, body: Body | undefined) {
    this.status = message.statusCode ?? 0;
    this.statusText = message.statusMessage ?? '';
    this.ok = this.status >= 200 && this.status < 300;
    this.url = outgoing.url.href;
    this.#message = message;
    this.#outgoing = outgoing;
    this.#body = body;
  }

  get headers(): Headers {
    this.#headers ??= toHeaders(this.#message.headers);
    return this.#headers;
  }

  get body(): ReadableStream<Uint8Array> | null {
    if (this.#body) this.#stream ??= toStream(this.#body, this.#outgoing);
    return this.#stream ?? null;
  }

  get bodyUsed(): boolean {
    return this.#body?.used() ?? false;
  }

  /** Returns the chunks of the body, without the cost of the web stream of `body`. */
  [Symbol.asyncIterator](): AsyncIterator<Uint8Array, undefined> {
    if (!this.#body) return nothing();
    if (this.#body.used()) throw alreadyUsed(this.#outgoing);
    return this.#body;
  }

  async text(): Promise<string> {
    return decoder.decode(await this.#read());
  }

  async json(): Promise<unknown> {
    return JSON.parse(await this.text());
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    return new Uint8Array(await this.#read()).buffer;
  }

  async #read(): Promise<Uint8Array> {
    if (!this.#body) return new Uint8Array();
    if (this.#body.used()) throw alreadyUsed(this.#outgoing);
    const chunks: Uint8Array[] = [];
    for await (const chunk of this.#body) chunks.push(chunk);
    return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
  }
}

async function* nothing(): AsyncGenerator<Uint8Array, undefined> {}

function hasBody({ statusCode, headers }: IncomingMessage, { method }: Outgoing): boolean {
  return method !== 'HEAD' && statusCode !== 204 && statusCode !== 304 && headers['content-length'] !== '0';
}

function toBody(message: IncomingMessage, outgoing: Outgoing): Body {
  const source = decompress(message);
  let cut = source === message;
  if (!cut) message.once('error', () => (cut = true));

  return readBody({
    source,
    signal: outgoing.signal,
    discard() {
      // The connection of a complete response can be reused. (A stream with a reader does not resume.)
      if (source === message && message.complete) source.removeAllListeners('readable').resume();
      else source.destroy();
    },
    toError(cause) {
      const what = cut ? 'the connection ended in the middle of the answer' : 'the answer does not decompress';
      return httpError(cut ? 'ERR_BODY_CUT' : 'ERR_BODY_ENCODING', `${describe(outgoing)}: ${what}`, cause);
    },
  });
}

/** Returns a web stream over the iterator. Readers of the iterator itself avoid the cost of a web stream. */
function toStream(body: Body, outgoing: Outgoing): ReadableStream<Uint8Array> {
  const stream = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await body.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        await body.return();
      },
    },
    { highWaterMark: 0 },
  );
  const iterate = (): Body => {
    if (body.used()) throw alreadyUsed(outgoing);
    return body;
  };
  return Object.defineProperty(stream, Symbol.asyncIterator, { value: iterate });
}

function alreadyUsed(outgoing: Outgoing): Error {
  return httpError('ERR_BODY_USED', `${describe(outgoing)}: the answer has been read already`);
}
