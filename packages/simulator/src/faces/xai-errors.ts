import type { Failure, FailureKind, FailureReply } from '../failure.ts';
import { retryHeaders } from '../retry-headers.ts';
import type { Call } from '../service.ts';

interface Words {
  readonly status: number;
  /** Code of the error, a sentence on older endpoints. Code and message together identify the kind. */
  readonly code: string;
  readonly error: (subject: string) => string;
}

const invalid = 'Client specified an invalid argument';
const exhausted = 'Some resource has been exhausted';
const forbidden = 'The caller does not have permission to execute the specified operation';
const missing = 'Some requested entity was not found';

// Recorded or reported messages, except those of `no_key`, `server` and `overloaded`.
const words: Readonly<Record<FailureKind, Words>> = {
  no_key: {
    status: 401,
    code: forbidden,
    error: () => 'No API key provided. You can obtain an API key from https://console.x.ai.',
  },
  wrong_key: {
    status: 400,
    code: 'invalid-argument',
    error: () => 'Incorrect API key provided. You can obtain an API key from https://console.x.ai.',
  },
  permission: { status: 403, code: forbidden, error: () => 'Your API key does not have access to this model.' },
  unknown_path: { status: 404, code: missing, error: (path) => `The requested resource was not found: ${path}` },
  unknown_model: {
    status: 404,
    code: missing,
    error: (model) => `The model ${model} does not exist or your team does not have access to it.`,
  },
  bad_json: { status: 400, code: invalid, error: () => 'Failed to parse the request body as JSON.' },
  bad_request: { status: 400, code: invalid, error: () => 'Invalid request.' },
  content_filter: { status: 403, code: forbidden, error: () => 'Content violates usage guidelines.' },
  rate_limit: {
    status: 429,
    code: exhausted,
    error: () => 'The service is temporarily at capacity. Please retry your request shortly.',
  },
  quota: {
    status: 429,
    code: exhausted,
    error: () =>
      'Your team has either used all available credits or reached its monthly spending limit. To continue making API ' +
      'requests, please purchase more credits or raise your spending limit.',
  },
  server: {
    status: 500,
    code: 'Internal error',
    error: () => 'Something went wrong on our side. Please retry your request.',
  },
  overloaded: { status: 503, code: 'The service is currently unavailable', error: () => 'The model is overloaded.' },
};

/** Returns a failure in the format of xAI. Recorded answers have no Retry-After. It is sent if a fault sets it. */
export function failXai(failure: Failure): FailureReply {
  return { status: words[failure.kind].status, body: toBody(failure), headers: retryHeaders(failure) };
}

/** Returns xAI's error as an event of a stream. */
export function xaiErrorFrame(failure: Failure, _call: Call, named: boolean): string {
  return `${named ? 'event: error\n' : ''}data: ${JSON.stringify(toBody(failure))}\n\n`;
}

function toBody(failure: Failure): unknown {
  const { code, error } = words[failure.kind];
  return { code, error: failure.message ?? error(failure.subject ?? '') };
}
