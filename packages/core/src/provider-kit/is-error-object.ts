import { asList, asObject, asText, type WireObject } from './wire-value.ts';

/** Fields that occur only in an answer or a chunk of one. */
const answerFields = ['choices', 'candidates', 'output', 'data', 'delta', 'embeddings', 'content'] as const;

/**
 * Returns `true` for a body, or an event of a stream, that reports an error instead of an answer: an `error` in any
 * form, an error code of a gateway, or a message of an error without any field of an answer.
 */
export function isErrorObject(body: WireObject): boolean {
  if (isSet(body.error) || isSet(asObject(asList(body.choices)[0])?.error)) return true;
  if (body.object === 'error' || body.type === 'error') return true;
  if (isFailureCode(body.error_code) || isFailureCode(asObject(body.base_resp)?.status_code)) return true;
  const isAnswer = body.object !== undefined && body.object !== null;
  if (isAnswer || answerFields.some((name) => isSet(body[name]))) return false;
  if (asList(body.errors).length > 0 || body.success === false || isSet(body.Error)) return true;
  const message = asText(body.message) ?? asText(body.msg) ?? asText(body.Message) ?? asText(body.error_msg);
  if (message === undefined)
    return asText(body.detail) !== undefined || asList(body.detail).length > 0 || isProblem(body.detail);
  return isFailureCode(body.code ?? body.statusCode) || isErrorLike(body);
}

/** Distinguishes an error message from a progress message such as `{status: 'running', message: 'Searching'}`. */
function isErrorLike(body: WireObject): boolean {
  if (/error|exception|fail|denied|invalid/i.test(`${asText(body.type) ?? ''} ${asText(body.status) ?? ''}`))
    return true;
  const others = Object.keys(body).filter(
    (name) => !/^(?:message|msg|Message|error_msg|code|data|request_?id|id|param)$/i.test(name),
  );
  return others.length === 0 && body.code !== 0 && body.code !== '0' && body.code !== 200;
}

const isProblem = (detail: unknown): boolean => {
  const { message, error, msg } = asObject(detail) ?? {};
  return isSet(message) || isSet(error) || isSet(msg);
};

const isSet = (value: unknown): boolean =>
  Boolean(value) &&
  !(Array.isArray(value) && value.length === 0) &&
  !(asObject(value) && Object.keys(asObject(value) ?? {}).length === 0);

/** Returns `true` unless a code reports success: 0, 200, or a word such as "ok". */
function isFailureCode(code: unknown): boolean {
  if (typeof code === 'number') return code !== 0 && !(code >= 200 && code < 300);
  const text = asText(code);
  return text !== undefined && !/^(?:0|2\d\d|ok|success)$/i.test(text);
}
