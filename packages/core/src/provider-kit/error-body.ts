import { tryParseJSON } from './json.ts';
import { durationOf } from './retry-after.ts';
import { asList, asNumber, asObject, asText, isWebPage, type WireObject } from './wire-value.ts';

/** Parsed error body, in a form that is common to all services. */
export interface ErrorBody {
  readonly message: string;
  readonly code?: string | undefined;
  readonly type?: string | undefined;
  /** HTTP status that the body contains. */
  readonly status?: number | undefined;
  readonly requestId?: string | undefined;
  /** Seconds to wait that the body contains in a field of its own. */
  readonly retryAfter?: number | undefined;
  /** Details of Google's error model, for example ErrorInfo and QuotaFailure. */
  readonly details: readonly WireObject[];
}

/** Maximum number of characters of a message. */
const longest = 1000;

/** Reads an error body: an object in any form, a list, a JSON string, a web page, plain text, or nothing. */
export function readErrorBody(text: string): ErrorBody {
  const value = tryParseJSON(text);
  if (typeof value === 'string') return { message: value.slice(0, longest), details: [] };
  const body = asObject(asList(value)[0] ?? value);
  if (body) return readErrorObject(body);
  const message = isWebPage(text) ? 'the service sent a web page' : text.trim().slice(0, 500);
  return { message, details: [] };
}

/** Reads an error that is already an object: a whole body, or one event of a stream. */
export function readErrorObject(body: WireObject): ErrorBody {
  const holder = errorIn(body);
  const source = holder ?? body;
  const base = asObject(body.base_resp) ?? {};
  const own = messageOf(source) ?? asText(body.error) ?? messageOf(body) ?? asText(base.status_msg);
  const message = own ?? JSON.stringify(holder ?? body);
  // Google's error model has the HTTP status in `code` and a word such as NOT_FOUND in `status`.
  const word = typeof source.code === 'number' ? /^[A-Z][A-Z_]+$/.exec(asText(source.status) ?? '')?.[0] : undefined;
  const codes = [word, source.code, source.error_code, base.status_code, body.code, body.error_code, body.statusCode];
  return {
    message: withDetails(message, source, body).slice(0, longest),
    code: codes.map(codeOf).find((code) => code !== undefined) ?? codeOf(asObject(source.innererror)?.code),
    type: asText(source.type) ?? asText(source.status) ?? asText(source.error_type) ?? asText(source.__type),
    status: statusIn(source) ?? statusIn(body),
    requestId: asText(body.request_id) ?? asText(body.requestId) ?? asText(source.request_id),
    retryAfter: waitIn(source) ?? waitIn(asObject(source.metadata)) ?? waitIn(body),
    details: asList(source.details)
      .map(asObject)
      .filter((detail) => detail !== undefined),
  };
}

/**
 * Returns the object with message and code: `error`, the first of `errors`, `detail`, or the error of the only choice.
 */
function errorIn(body: WireObject): WireObject | undefined {
  const choice = asObject(asList(body.choices)[0]);
  const places = [body.error, asList(body.error)[0], body.Error, asList(body.errors)[0], body.detail, choice?.error];
  const found = places.map(asObject).find((each) => each !== undefined);
  // LiteLLM and others wrap one error object in another.
  const inner = asObject(found?.error);
  return inner && messageOf(inner) !== undefined ? inner : found;
}

function messageOf(source: WireObject): string | undefined {
  const { message, msg, error_msg, errorMessage, Message, error, detail, text, title, error_description } = source;
  const texts = [message, msg, error_msg, errorMessage, Message, error_description, error, detail, title];
  const first = texts.map(asText).find((each) => each !== undefined);
  if (first !== undefined) return first;
  if (source.error_code !== undefined && asText(text)) return asText(text);
  const list = [...asList(detail), ...asList(message), ...asList(source.errors)]
    .map(problemOf)
    .filter((each) => each !== '');
  return list.length > 0 ? list.join('; ') : undefined;
}

/** Returns the text of a validation problem: `{loc: ['body', 'messages'], msg: 'Field required'}`, or a text. */
function problemOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const problem = asObject(value);
  const words = asText(problem?.msg) ?? asText(problem?.message) ?? '';
  const place = asList(problem?.loc).join('.');
  return place && words ? `${place}: ${words}` : words;
}

/** Adds the cause that some services send in addition to a message such as "Provider returned error". */
function withDetails(message: string, source: WireObject, body: WireObject): string {
  const metadata = asObject(source.metadata) ?? asObject(body.metadata);
  const raw = metadata?.raw;
  const upstream =
    typeof raw === 'string'
      ? readErrorBody(raw).message
      : asObject(raw) && readErrorObject(asObject(raw) ?? {}).message;
  const param = asText(source.param);
  const extra = [
    upstream || undefined,
    param !== undefined && !message.includes(param) ? (/\s/.test(param) ? param : `(parameter: ${param})`) : undefined,
    asText(source.failed_generation) && `Failed generation: ${asText(source.failed_generation)}`,
    asText(source.details) ?? asText(source.reason),
    ...asList(metadata?.reasons).map(asText),
  ].filter((each): each is string => each !== undefined && !message.includes(each));
  return [message, ...extra].join(' ');
}

const codeOf = (code: unknown): string | undefined => (typeof code === 'number' ? String(code) : asText(code));

/**
 * Returns the HTTP status of an error object: `code: 429`, `status: "503"`, or the first digits of a code such as
 * 42901.
 */
function statusIn(source: WireObject): number | undefined {
  const places = [
    source.status_code,
    source.statusCode,
    source.http_status,
    source.status,
    source.code,
    source.error_code,
  ];
  for (const place of places) {
    const digits = /^(\d{3})(?:\d{2})?$/.exec(String(asNumber(place) ?? asText(place) ?? ''))?.[1];
    if (digits !== undefined && (knownStatuses.has(Number(digits)) || String(place) === digits)) {
      if (Number(digits) >= 400 && Number(digits) < 600) return Number(digits);
    }
  }
  return undefined;
}

const knownStatuses: ReadonlySet<number> = new Set([
  400, 401, 402, 403, 404, 408, 409, 413, 422, 429, 500, 502, 503, 504,
]);

function waitIn(source: WireObject | undefined): number | undefined {
  const { retry_after, retryAfter, retry_after_seconds, retry_after_ms, retryDelay } = source ?? {};
  for (const value of [retry_after, retryAfter, retry_after_seconds, retryDelay]) {
    const seconds = typeof value === 'string' ? (durationOf(value) ?? Number(value || Number.NaN)) : asNumber(value);
    if (seconds !== undefined && seconds >= 0) return seconds;
  }
  const milliseconds = asNumber(retry_after_ms);
  return milliseconds === undefined ? undefined : milliseconds / 1000;
}
