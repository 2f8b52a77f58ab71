import {
  asList,
  asNumber,
  asObject,
  asText,
  type BatchState,
  providerError,
  type WireObject,
} from '@rephysco/core/provider';

const statuses: Readonly<Record<string, BatchState['status']>> = {
  validating: 'queued',
  in_queue: 'queued',
  in_progress: 'running',
  finalizing: 'running',
  cancelling: 'running',
  completed: 'done',
  failed: 'failed',
  expired: 'expired',
  cancelled: 'cancelled',
};

/** Returns the state in a batch object. An unknown status counts as `running`. */
export function toBatchState(batch: WireObject, provider: string): BatchState {
  const status = statuses[asText(batch.status) ?? ''] ?? 'running';
  const { completed, failed } = asObject(batch.request_counts) ?? {};
  const finished = (asNumber(completed) ?? 0) + (asNumber(failed) ?? 0);
  if (status !== 'failed') return { status, finished };
  const errors = asList(asObject(batch.errors)?.data).map((error) => asObject(error) ?? {});
  const full = errors.find(({ code }) => code === 'token_limit_exceeded');
  if (full) return { status, queueFull: { limit: limitIn(asText(full.message) ?? '') } };
  const invalid = errors.flatMap(({ line, message }) => {
    const number = asNumber(line);
    return number === undefined ? [] : [{ position: number - 1, message: asText(message) ?? 'invalid request' }];
  });
  const words = errors.map(({ message, code }) => asText(message) ?? asText(code)).find((text) => text !== undefined);
  const message = `${provider}: the batch ${String(batch.id)} failed: ${words ?? 'the service gave no reason'}`;
  return { status, invalid, error: providerError('invalid_request', message, { provider, retryable: false }) };
}

/** Reads the limit from "… Limit: 2,000,000 enqueued tokens …". */
function limitIn(message: string): number | undefined {
  const digits = /limit:\s*([\d,]+)/i.exec(message)?.[1]?.replaceAll(',', '');
  return digits ? Number(digits) : undefined;
}
