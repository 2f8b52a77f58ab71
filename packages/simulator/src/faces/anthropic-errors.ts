import { hexOf } from '../engine/random.ts';
import type { Failure, FailureKind, FailureReply } from '../failure.ts';
import type { JSONObject } from '../json.ts';
import { retryHeaders } from '../retry-headers.ts';
import type { Call } from '../service.ts';

interface Words {
  readonly status: number;
  readonly type: string;
  readonly message: (subject: string) => string;
}

const limit =
  "This request would exceed your organization's rate limit of 50 requests per minute. For details, refer to: " +
  'https://docs.claude.com/en/api/rate-limits. You can see the response headers for current usage.';

// Recorded or reported messages of the API, except those of `unknown_path`, `bad_json` and `content_filter`.
const words: Readonly<Record<FailureKind, Words>> = {
  no_key: { status: 401, type: 'authentication_error', message: () => 'x-api-key header is required' },
  wrong_key: { status: 401, type: 'authentication_error', message: () => 'invalid x-api-key' },
  permission: { status: 403, type: 'permission_error', message: () => 'Permission denied' },
  unknown_path: { status: 404, type: 'not_found_error', message: () => 'Not Found' },
  unknown_model: { status: 404, type: 'not_found_error', message: (model) => `model: ${model}` },
  bad_json: { status: 400, type: 'invalid_request_error', message: () => 'The request body is not valid JSON' },
  bad_request: { status: 400, type: 'invalid_request_error', message: () => 'Bad request' },
  content_filter: {
    status: 400,
    type: 'invalid_request_error',
    message: () => 'Output blocked by content filtering policy',
  },
  rate_limit: { status: 429, type: 'rate_limit_error', message: () => limit },
  quota: {
    status: 400,
    type: 'invalid_request_error',
    message: () =>
      'Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.',
  },
  server: { status: 500, type: 'api_error', message: () => 'Internal server error' },
  overloaded: { status: 529, type: 'overloaded_error', message: () => 'Overloaded' },
};

/** Returns a failure in the format of Anthropic. */
export function failAnthropic(failure: Failure, call: Call): FailureReply {
  const { status } = words[failure.kind];
  return {
    status,
    body: { ...toBody(failure), request_id: requestId(call) },
    headers: {
      'request-id': requestId(call),
      'x-should-retry': String(status === 429 || status >= 500),
      ...retryHeaders(failure),
    },
  };
}

/** Returns the error event of a stream, including the white space that the service sends before the last brace. */
export function anthropicErrorFrame(failure: Failure, _call: Call, named: boolean): string {
  const { type, error } = toBody(failure);
  const body = JSON.stringify({ type, error: { details: null, ...error } }).replace(/\}$/, ' }');
  return `${named ? 'event: error\n' : ''}data: ${body}\n\n`;
}

/** Returns a request id that is unique in the simulator. */
export const requestId = (call: Call): string => `req_${hexOf(`anthropic request ${call.ordinal}`, 24)}`;

function toBody(failure: Failure): { readonly type: 'error'; readonly error: JSONObject } {
  const { type, message } = words[failure.kind];
  return { type: 'error', error: { type, message: failure.message ?? message(failure.subject ?? '') } };
}
