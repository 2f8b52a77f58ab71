import { asNumber, asObject, type BatchResult, batchResult, type WireObject } from '@rephysco/core/provider';

/** Codes of requests that were not executed before the batch ended. */
const notExecuted: ReadonlySet<unknown> = new Set(['batch_expired', 'batch_cancelled']);

/** Returns the result in a line of the output file or the error file. */
export function toBatchResult({ custom_id: id, response, error }: WireObject): BatchResult {
  const { body, status_code: status } = asObject(response) ?? {};
  const failure = notExecuted.has(asObject(error)?.code) ? undefined : error;
  return batchResult({ id, answer: body, status, failure }, (failed) => ({
    status: asNumber(status) ?? 400,
    body: { error: failed },
  }));
}
