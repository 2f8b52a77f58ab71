import type { Failure, FailureKind, FailureReply } from '../failure.ts';
import { retryHeaders } from '../retry-headers.ts';
import type { Call } from '../service.ts';
import { requestId } from './openai-headers.ts';

interface Words {
  readonly status: number;
  readonly message: (subject: string, failure: Failure) => string;
  readonly type?: string;
  readonly code?: string;
  readonly param?: string;
}

// Recorded messages of the API. Those of 403 and 503 are from its error guide.
const words: Readonly<Record<FailureKind, Words>> = {
  no_key: {
    status: 401,
    message: () =>
      "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth " +
      '(i.e. Authorization: Bearer YOUR_KEY). You can obtain an API key from https://platform.openai.com/account/api-keys.',
  },
  wrong_key: {
    status: 401,
    message: (key) =>
      `Incorrect API key provided: ${masked(key)}. You can find your API key at https://platform.openai.com/account/api-keys.`,
    code: 'invalid_api_key',
  },
  permission: { status: 403, message: () => 'You are not allowed to sample from this model' },
  unknown_path: { status: 404, message: (path) => `Invalid URL (${path})` },
  unknown_model: {
    status: 404,
    message: (model) => `The model \`${model}\` does not exist or you do not have access to it.`,
    code: 'model_not_found',
  },
  bad_json: { status: 400, message: () => 'We could not parse the JSON body of your request.' },
  bad_request: { status: 400, message: () => 'Invalid request.' },
  content_filter: {
    status: 400,
    message: () => 'Your request was rejected as a result of our safety system.',
    code: 'content_policy_violation',
  },
  rate_limit: {
    status: 429,
    message: (_, { retryAfter }) =>
      'Rate limit reached in organization org-simulated on requests per min (RPM): Limit 3, Used 3, Requested 1.' +
      `${retryAfter === undefined ? '' : ` Please try again in ${retryAfter}s.`} Visit https://platform.openai.com/account/rate-limits to learn more.`,
    type: 'requests',
    code: 'rate_limit_exceeded',
  },
  quota: {
    status: 429,
    message: () =>
      'You exceeded your current quota, please check your plan and billing details. For more information on this error, ' +
      'read the docs: https://platform.openai.com/docs/guides/error-codes/api-errors.',
    type: 'insufficient_quota',
    code: 'insufficient_quota',
  },
  server: {
    status: 500,
    message: () =>
      'The server had an error processing your request. Sorry about that! You can retry your request, or contact us ' +
      'through our help center at help.openai.com if you keep seeing this error.',
    type: 'server_error',
  },
  overloaded: {
    status: 503,
    message: () => 'The engine is currently overloaded, please try again later',
    type: 'server_error',
  },
};

/** Returns a failure in the format of OpenAI. */
export function failOpenAI(failure: Failure, call: Call): FailureReply {
  return {
    status: words[failure.kind].status,
    body: toBody(failure),
    headers: { 'x-request-id': requestId(call), ...retryHeaders(failure) },
  };
}

/** Returns OpenAI's error as an event of a stream. Responses has its own error events. */
export function openAIErrorFrame(failure: Failure, { path }: Call, named: boolean): string {
  const body = toBody(failure);
  if (!path.startsWith('responses')) return `${named ? 'event: error\n' : ''}data: ${JSON.stringify(body)}\n\n`;
  const type = named ? 'error' : 'response.failed';
  const { code, message } = body.error;
  const failed = { object: 'response', status: 'failed', error: { code: code ?? 'server_error', message } };
  const fields = named ? body : { response: failed };
  return `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: 0, ...fields })}\n\n`;
}

interface ErrorBody {
  readonly error: { message: string; type: string; param: string | null; code: string | null };
}

function toBody(failure: Failure): ErrorBody {
  const { message, type = 'invalid_request_error', code, param } = words[failure.kind];
  return {
    error: {
      message: failure.message ?? message(failure.subject ?? '', failure),
      type,
      param: failure.param ?? param ?? null,
      code: failure.code ?? code ?? null,
    },
  };
}

/** Masks a key as OpenAI does: the first eight and the last four characters, with stars between. */
function masked(key: string): string {
  return key.length <= 12 ? '*'.repeat(key.length) : `${key.slice(0, 8)}${'*'.repeat(key.length - 12)}${key.slice(-4)}`;
}
