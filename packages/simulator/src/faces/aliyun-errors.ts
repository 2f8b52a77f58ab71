import type { Failure, FailureKind, FailureReply } from '../failure.ts';
import { retryHeaders } from '../retry-headers.ts';
import type { Call } from '../service.ts';
import { uuidOf } from './uuid.ts';

interface Words {
  readonly status: number;
  readonly message: (subject: string) => string;
  readonly type?: string;
  readonly code?: string;
}

const help = 'https://help.aliyun.com/zh/model-studio/error-code';

// Recorded or reported messages, except those of `unknown_path`, `bad_json`, `server` and `overloaded`.
const words: Readonly<Record<FailureKind, Words>> = {
  no_key: {
    status: 401,
    message: () =>
      "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth " +
      '(i.e. Authorization: Bearer YOUR_KEY). ',
  },
  wrong_key: { status: 401, message: () => 'Incorrect API key provided. ', code: 'invalid_api_key' },
  permission: { status: 403, message: () => 'Model access denied.', code: 'access_denied' },
  unknown_path: { status: 404, message: (path) => `Not found: ${path}` },
  unknown_model: {
    status: 404,
    message: (model) => `The model \`${model}\` does not exist or you do not have access to it.`,
    code: 'model_not_found',
  },
  bad_json: {
    status: 400,
    message: () => 'Required body invalid, please check the request body format.',
    code: 'invalid_parameter_error',
  },
  bad_request: {
    status: 400,
    message: () => '<400> InternalError.Algo.InvalidParameter: The request is invalid.',
    code: 'invalid_parameter_error',
  },
  content_filter: {
    status: 400,
    message: () => `Input data may contain inappropriate content. For details, see: ${help}#inappropriate-content`,
    type: 'data_inspection_failed',
    code: 'data_inspection_failed',
  },
  rate_limit: {
    status: 429,
    message: () => `You have exceeded your current request limit. For details, see: ${help}#rate-limit`,
    type: 'limit_requests',
    code: 'limit_requests',
  },
  quota: {
    status: 400,
    message: () =>
      `Access denied, please make sure your account is in good standing. For details, see: ${help}#overdue-payment`,
    type: 'Arrearage',
    code: 'Arrearage',
  },
  server: {
    status: 500,
    message: () => 'An internal error has occured, please try again later.',
    type: 'internal_error',
    code: 'internal_error',
  },
  overloaded: {
    status: 503,
    message: () => 'Too many requests. Service is overloaded, please try again later.',
    type: 'service_unavailable',
    code: 'service_unavailable',
  },
};

/** Returns a failure in the format of DashScope's compatible mode. */
export function failAliyun(failure: Failure, call: Call): FailureReply {
  const id = uuidOf(`aliyun ${call.ordinal}`);
  return {
    status: words[failure.kind].status,
    body: { ...toError(failure), id: `chatcmpl-${id}`, request_id: id },
    headers: { 'x-request-id': id, ...retryHeaders(failure) },
  };
}

/** Returns DashScope's error as an event of a stream. */
export function aliyunErrorFrame(failure: Failure, _call: Call, named: boolean): string {
  return `${named ? 'event: error\n' : ''}data: ${JSON.stringify(toError(failure))}\n\n`;
}

function toError(failure: Failure): { readonly error: unknown } {
  const { message, type = 'invalid_request_error', code } = words[failure.kind];
  return {
    error: {
      message: failure.message ?? message(failure.subject ?? ''),
      type,
      param: failure.param ?? null,
      code: failure.code ?? code ?? null,
    },
  };
}
