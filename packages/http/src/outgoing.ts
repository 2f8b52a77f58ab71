import { httpError } from './errors.ts';

/** Request with all arguments of `fetch` resolved. */
export interface Outgoing {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | undefined;
  readonly signal: AbortSignal | undefined;
  readonly redirect: RequestInit['redirect'];
}

/** Resolves the arguments of `fetch`. Forms, blobs and streams as bodies are encoded in memory, which takes time. */
export function toOutgoing(input: string | URL | Request, init: RequestInit = {}): Outgoing | Promise<Outgoing> {
  if (typeof input !== 'string' && !(input instanceof URL)) return fromRequest(new Request(input, init));
  const headers = toRecord(init.headers);
  const withBody = (body: PlainBody | null | undefined): Outgoing => ({
    url: toURL(input),
    method: init.method?.toUpperCase() ?? 'GET',
    headers: withLength(headers, body),
    body: body ?? undefined,
    signal: init.signal ?? undefined,
    redirect: init.redirect,
  });
  return isPlain(init.body) ? withBody(init.body) : encode(init.body, headers).then(withBody);
}

async function fromRequest(request: Request): Promise<Outgoing> {
  const { url, method, headers, signal, redirect } = request;
  const body = request.body ? new Uint8Array(await request.arrayBuffer()) : undefined;
  return toOutgoing(url, { method, headers, signal, redirect, ...(body && { body }) });
}

/** Describes a request for an error message, without its query, which may contain a key. */
export function describe({ method, url }: Outgoing): string {
  return `${method} ${url.origin}${url.pathname}`;
}

/** Parsed addresses of earlier requests. A client calls the same few, and parsing one takes 1 % of a request. */
const parsed = new Map<string, URL>();
const mostParsed = 100;

function toURL(input: string | URL): URL {
  const text = String(input);
  const known = parsed.get(text);
  if (known) return known;
  const url = parseAddress(text);
  if (parsed.size >= mostParsed) parsed.clear();
  parsed.set(text, url);
  return url;
}

function parseAddress(text: string): URL {
  const url = URL.parse(text);
  // These messages contain no URL and no cause, because a query or a user name may be a key.
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw httpError('ERR_INVALID_URL', 'The address is not an http or https URL');
  }
  if (url.username || url.password) {
    throw httpError('ERR_INVALID_URL', 'The URL has a user name or password in it: send them in a header');
  }
  return url;
}

type Body = NonNullable<RequestInit['body']>;
type PlainBody = string | Uint8Array;

function isPlain(body: RequestInit['body']): body is PlainBody | null | undefined {
  return body === undefined || body === null || typeof body === 'string' || body instanceof Uint8Array;
}

async function encode(body: Body, headers: Record<string, string>): Promise<Uint8Array> {
  const encoded = new Response(body);
  const type = encoded.headers.get('content-type');
  if (type !== null) headers['content-type'] ??= type;
  return new Uint8Array(await encoded.arrayBuffer());
}

/** Returns headers with names in lower case. Repeated names are joined. A record without prototype accepts any name. */
function toRecord(headers: RequestInit['headers']): Record<string, string> {
  const record: Record<string, string> = Object.create(null);
  if (!headers) return record;
  const entries = Symbol.iterator in headers ? headers : Object.entries(headers);
  for (const [name = '', value = ''] of entries) {
    const key = name.toLowerCase();
    record[key] = key in record ? `${record[key]}, ${value}` : String(value);
  }
  return record;
}

/**
 * Checks the headers of a request that Node refused. Node's own error would quote a value, which may be a key.
 *
 * @throws HttpError `ERR_INVALID_HEADER` if HTTP does not allow a name or value, for example with a line break
 */
export function checkHeaders(headers: Outgoing['headers']): void {
  for (const name in headers) checkHeader(name, headers[name] ?? '');
}

function checkHeader(name: string, value: string): void {
  if (!/^[!#$%&'*+\-.^`|~\w]+$/.test(name)) {
    throw httpError('ERR_INVALID_HEADER', `${JSON.stringify(name)} is not a valid header name`);
  }
  const wrong = /[^\t\x20-\x7e\x80-\xff]/.exec(value);
  if (!wrong) return;
  const code = (wrong[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  const where = `character ${wrong.index + 1} is U+${code}`;
  throw httpError('ERR_INVALID_HEADER', `The value of the header '${name}' cannot be sent: ${where}`);
}

function withLength(headers: Record<string, string>, body: PlainBody | null | undefined): Record<string, string> {
  if ('content-length' in headers) delete headers['content-length'];
  if (body === undefined || body === null) return headers;
  if (typeof body === 'string') headers['content-type'] ??= 'text/plain;charset=UTF-8';
  headers['content-length'] = String(typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength);
  return headers;
}
