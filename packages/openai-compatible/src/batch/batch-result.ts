import { asNumber, asObject, asText, type BatchResult, type WireObject } from '@rephysco/core/provider';

/** Codes of requests that were not executed before the batch ended. */
const notExecuted: ReadonlySet<unknown> = new Set(['batch_expired', 'batch_cancelled']);

/** Returns the result in a line of the output file or the error file. */
export function toBatchResult(line: WireObject): BatchResult {
  const id = asText(line.custom_id) ?? '';
  const response = asObject(line.response);
  const error = asObject(line.error);
  if (response?.body !== undefined && response.body !== null) {
    const status = asNumber(response.status_code) ?? 200;
    return { id, response: { status, body: JSON.stringify(response.body) } };
  }
  if (!error || notExecuted.has(error.code)) return { id };
  return { id, response: { status: asNumber(response?.status_code) ?? 400, body: JSON.stringify({ error }) } };
}
