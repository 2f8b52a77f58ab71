import { asList, asObject, asText, isWebPage, type WireObject } from '@rephysco/http';

/** What an error says. */
export interface ErrorBody {
  readonly message: string;
  /** Google's word for the kind, for example `RESOURCE_EXHAUSTED`. */
  readonly word?: string | undefined;
  /** The HTTP status, as the body repeats it. */
  readonly status?: number | undefined;
  /** The reason in ErrorInfo, for example `API_KEY_INVALID`. */
  readonly reason?: string | undefined;
  /** The quotas that ran out, for example `GenerateRequestsPerDayPerProjectPerModel-FreeTier`. */
  readonly quotas: readonly string[];
  /** Seconds that RetryInfo asks to wait; where that is missing, the message. */
  readonly retryDelay?: number | undefined;
}

/** Reads an error body: `{error: {code, message, status, details}}`, alone or in a list, a web page, or plain text. */
export function readErrorBody(text: string): ErrorBody {
  const value = parse(text);
  const body = asObject(asList(value)[0] ?? value);
  if (body) return readErrorObject(body);
  return { message: isWebPage(text) ? 'the service sent a web page' : text.trim().slice(0, 500), quotas: [] };
}

/** Reads an error that is already an object, be it a whole body or one event of a stream. */
export function readErrorObject(body: WireObject): ErrorBody {
  const error = asObject(body.error) ?? body;
  const details = asList(error.details).map((detail) => asObject(detail) ?? {});
  const find = (type: string): WireObject | undefined =>
    details.find((detail) => asText(detail['@type'])?.endsWith(`google.rpc.${type}`));
  const violations = asList(find('QuotaFailure')?.violations);
  const message = asText(error.message) ?? asText(body.error) ?? JSON.stringify(body).slice(0, 500);
  return {
    message,
    word: asText(error.status),
    status: typeof error.code === 'number' ? error.code : undefined,
    reason: asText(find('ErrorInfo')?.reason),
    quotas: violations.flatMap((violation) => asText(asObject(violation)?.quotaId) ?? []),
    retryDelay: toSeconds(find('RetryInfo')?.retryDelay) ?? toSeconds(/\bretry in ([\d.]+s)\b/i.exec(message)?.[1]),
  };
}

/** A duration as protobuf writes it in JSON, for example `48s` or `0.5s`. */
function toSeconds(value: unknown): number | undefined {
  const seconds = /^(\d+(?:\.\d+)?)s$/.exec(asText(value) ?? '')?.[1];
  return seconds === undefined ? undefined : Number(seconds);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
