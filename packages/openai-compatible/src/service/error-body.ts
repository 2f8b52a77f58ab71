import { asObject, asText, isWebPage } from '@rephysco/http';
import type { WireFailure } from '../dialect.ts';

/** What an error body says, in whichever of the forms that services use. */
export interface ErrorBody extends Omit<WireFailure, 'status'> {
  readonly requestId?: string | undefined;
}

/**
 * Reads an error body: `{error: {message, code, type}}`, `{error: "text", code}`, `{message, code}`, a bare JSON
 * string, a web page, plain text, or nothing.
 */
export function readErrorBody(text: string): ErrorBody {
  const value = parse(text);
  if (typeof value === 'string') return { message: value };
  const body = asObject(value);
  if (!body) return { message: isWebPage(text) ? 'the service sent a web page' : text.trim().slice(0, 500) };
  return readErrorObject(body);
}

/** Reads an error that is already an object, be it a whole body or one event of a stream. */
export function readErrorObject(body: Readonly<Record<string, unknown>>): ErrorBody {
  const inner = asObject(body.error);
  const source = inner ?? body;
  const message = inner ? inner.message : (body.error ?? body.message ?? body.detail);
  return {
    message: asText(message) ?? JSON.stringify(message ?? body).slice(0, 500),
    code: codeOf(source.code) ?? codeOf(asObject(source.innererror)?.code),
    type: asText(source.type),
    requestId: asText(body.request_id),
  };
}

/**
 * Whether a body that should be an answer, or a piece of one, is an error: it has an `error`, or, where services have
 * none (`{code, message, data: null}`), a message and nothing of an answer.
 */
export function isErrorObject(body: Readonly<Record<string, unknown>>): boolean {
  return Boolean(body.error) || (asText(body.message) !== undefined && body.object === undefined && !body.choices);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const codeOf = (code: unknown): string | undefined => (typeof code === 'number' ? String(code) : asText(code));
