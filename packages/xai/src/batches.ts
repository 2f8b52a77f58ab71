import {
  asList,
  asNumber,
  asObject,
  asText,
  type BatchResult,
  type BatchService,
  type BatchState,
  batchResult,
  findBatch,
  requireText,
  statusOfCode,
  type WireObject,
} from '@rephysco/core/provider';
import { type BatchContext, uploadLines } from '@rephysco/openai-compatible';

/** Maximum number of results on a page. */
const pageSize = 1000;

/**
 * Creates the batch API of xAI. Requests are uploaded in OpenAI's file format. The batch has counters instead of a
 * status, and paged results. https://docs.x.ai/docs/guides/batch-api
 */
export function createBatches({ connection, over }: BatchContext): BatchService {
  return {
    limits: { lines: 100_000, bytes: 200_000_000, models: 'many' },
    over,
    endpoint(url) {
      const path = url.slice(connection.baseURL.length);
      return ['/chat/completions', '/responses'].includes(path) ? `/v1${path}` : undefined;
    },
    async submit(part, signal) {
      const { id } = await uploadLines(connection, part, signal);
      const batch = await connection.post('batches', { name: part.tag, input_file_id: id }, signal);
      return { id: requireText(batch.batch_id, 'batch_id', connection.origin(signal)) };
    },
    find: (trace, signal) =>
      findBatch(trace, {
        cursor: 'pagination_token',
        async page(query) {
          const { batches, pagination_token: next } = await connection.get(`batches?limit=100${query}`, signal);
          return { batches, next };
        },
        facts: ({ batch_id: id, create_time: created }) => ({ id, created }),
        isOurs: ({ name }) => name === trace.tag,
      }),
    async poll({ id }, signal) {
      return toState(await connection.get(pathOf(id), signal));
    },
    async *results({ id }, signal) {
      for (let token = ''; ; ) {
        const page = await connection.get(`${pathOf(id)}/results?limit=${pageSize}${token}`, signal);
        for (const result of asList(page.results)) yield toResult(asObject(result) ?? {});
        const next = asText(page.pagination_token);
        if (next === undefined) return;
        token = `&pagination_token=${encodeURIComponent(next)}`;
      }
    },
    async cancel({ id }, signal) {
      await connection.post(`${pathOf(id)}:cancel`, {}, signal);
    },
  };
}

const pathOf = (id: string): string => `batches/${encodeURIComponent(id)}`;

/** Returns the state of a batch from its counters. A batch without requests is still being validated. */
function toState(batch: WireObject): BatchState {
  const { num_requests: all, num_pending: pending } = asObject(batch.state) ?? {};
  const total = asNumber(all) ?? 0;
  const open = asNumber(pending) ?? 0;
  const finished = total - open;
  const isCancelled = asText(batch.cancel_time) !== undefined;
  const isExpired = Date.parse(asText(batch.expire_time) ?? '') < Date.now();
  if (isCancelled) return { status: 'cancelled', finished };
  if (total > 0 && open === 0) return { status: 'done', finished };
  if (isExpired) return { status: 'expired', finished };
  return { status: total === 0 ? 'queued' : 'running', finished };
}

/** Returns a result. `batch_result` contains the response in a field named after the kind of request. */
function toResult({ batch_request_id: id, batch_result: value }: WireObject): BatchResult {
  const { response, error } = asObject(value) ?? {};
  const [answer] = Object.values(asObject(response) ?? {});
  return batchResult({ id, answer, failure: error }, ({ code, message }) => ({
    status: statusOfCode(code),
    body: { code: String(code), error: message },
  }));
}
