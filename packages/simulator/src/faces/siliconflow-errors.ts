import type { Failure, FailureKind, FailureReply } from '../failure.ts';
import { retryHeaders } from '../retry-headers.ts';
import type { Call } from '../service.ts';

/** Error body of the service: an object with a code, an object without one, or a plain string. */
interface Words {
  readonly status: number;
  readonly code?: number;
  readonly message: string;
  readonly bare?: true;
}

// Messages from reports and the API reference. `data` is null in all of them.
const words: Readonly<Record<FailureKind, Words>> = {
  no_key: { status: 401, message: 'Invalid token', bare: true },
  wrong_key: { status: 401, message: 'Api key is invalid', bare: true },
  permission: { status: 403, message: 'Forbidden', bare: true },
  unknown_path: { status: 404, message: '404 page not found', bare: true },
  unknown_model: { status: 400, code: 20012, message: 'Model does not exist. Please check it carefully.' },
  bad_json: { status: 400, code: 20015, message: 'The request body is not valid JSON.' },
  bad_request: { status: 400, code: 20015, message: 'The parameter is invalid. Please check again.' },
  content_filter: { status: 451, code: 20021, message: 'The content is not allowed.' },
  rate_limit: { status: 429, message: 'Request was rejected due to rate limiting. Details: TPM limit reached.' },
  quota: { status: 403, code: 30001, message: 'Sorry, your account balance is insufficient' },
  server: { status: 500, code: 50500, message: 'Internal error. Please try again later.' },
  overloaded: { status: 503, code: 50505, message: 'Model service overloaded. Please try again later.' },
};

/** Returns a failure in the format of SiliconFlow. The shape of the body depends on the status. */
export function failSiliconFlow(failure: Failure): FailureReply {
  return { status: words[failure.kind].status, body: toBody(failure), headers: retryHeaders(failure) };
}

/** Returns SiliconFlow's error as an event of a stream. */
export function siliconFlowErrorFrame(failure: Failure, _call: Call, named: boolean): string {
  return `${named ? 'event: error\n' : ''}data: ${JSON.stringify(toBody(failure))}\n\n`;
}

function toBody(failure: Failure): unknown {
  const { code, message, bare } = words[failure.kind];
  const text = failure.message ?? message;
  return bare ? text : { ...(code !== undefined && { code }), message: text, data: null };
}
