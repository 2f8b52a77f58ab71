import type { GenerateRequest } from '../contract/request.ts';
import type { ResponseInfo } from '../contract/response-info.ts';
import type { Connection } from './connection.ts';
import type { Origin } from './origin.ts';

/** Origin of an answer, with the data for its finish event. */
export interface AnswerSource {
  readonly origin: Origin;
  /** Requested model. Used if the answer does not name its model. */
  readonly model: string;
  readonly warnings: readonly string[];
  /** Returns the details of the response for `answer.response`. */
  readonly response?: (() => ResponseInfo) | undefined;
}

/** Returns the origin of the answer to a request, with the limits of the answer. */
export function answerOrigin(
  connection: Pick<Connection, 'origin'>,
  { signal, maxAnswerBytes, maxToolCalls }: GenerateRequest,
): Origin {
  return { ...connection.origin(signal), maxAnswerBytes, maxToolCalls };
}
