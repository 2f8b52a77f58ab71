import type { BatchResult } from '../../contract/batch-service.ts';
import { asNumber, asObject, asText, type WireObject } from '../wire-value.ts';
import { statusOfType } from './batch-statuses.ts';

/** Line of the results of a batch. Without answer and failure, the service did not execute the request. */
export interface BatchLine {
  readonly id: unknown;
  readonly answer: unknown;
  /** HTTP status of the answer. @default 200 */
  readonly status?: unknown;
  readonly failure: unknown;
}

/** Failure of a request of a batch, as the service would send it without a batch. */
export interface BatchFailure {
  readonly status: number;
  readonly body: WireObject;
}

/**
 * Returns the result of a request of a batch.
 *
 * @param toFailure converts a failure. By default, its type determines the HTTP status
 */
export function batchResult(
  { id: given, answer, status = 200, failure }: BatchLine,
  toFailure: (failure: WireObject) => BatchFailure = failureByType,
): BatchResult {
  const id = asText(given) ?? '';
  const failed = asObject(failure);
  const hasAnswer = answer !== undefined && answer !== null;
  if (hasAnswer) return { id, response: { status: asNumber(status) ?? 200, body: JSON.stringify(answer) } };
  if (!failed) return { id };
  const { body, ...rest } = toFailure(failed);
  return { id, response: { ...rest, body: JSON.stringify(body) } };
}

function failureByType(failure: WireObject): BatchFailure {
  const { type } = asObject(failure.error) ?? failure;
  return { status: statusOfType(type), body: failure };
}
