import {
  asList,
  asNumber,
  asObject,
  asText,
  type BatchResult,
  type BatchService,
  type BatchState,
  invalidAnswer,
  type WireObject,
} from '@rephysco/core/provider';
import { type BatchContext, uploadLines } from '@rephysco/openai-compatible';

/** Maximum number of results on a page. */
const pageSize = 1000;

/** Maximum assumed clock difference between the service and this machine, in milliseconds. */
const clockSkew = 600_000;

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
      const batchId = asText(batch.batch_id);
      if (batchId === undefined) throw invalidAnswer('the response has no batch_id', connection.origin(signal));
      return { id: batchId };
    },
    async find({ tag, since }, signal) {
      for (let token = ''; ; ) {
        const page = await connection.get(`batches?limit=100${token}`, signal);
        const batches = asList(page.batches).map((each) => asObject(each) ?? {});
        const id = asText(batches.find(({ name }) => name === tag)?.batch_id);
        const next = asText(page.pagination_token);
        const last = Date.parse(asText(batches.at(-1)?.create_time) ?? '');
        if (id !== undefined || next === undefined || last < since - clockSkew) return id === undefined ? id : { id };
        token = `&pagination_token=${encodeURIComponent(next)}`;
      }
    },
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

/** HTTP statuses by gRPC code. */
const statuses: Readonly<Record<number, number>> = { 3: 400, 5: 404, 7: 403, 8: 429, 13: 500, 14: 503, 16: 401 };

/** Returns a result. `batch_result` contains the response in a field named after the kind of request. */
function toResult({ batch_request_id: id, batch_result: value }: WireObject): BatchResult {
  const { response, error } = asObject(value) ?? {};
  const [body] = Object.values(asObject(response) ?? {});
  if (body !== undefined) return { id: asText(id) ?? '', response: { status: 200, body: JSON.stringify(body) } };
  const failure = asObject(error);
  if (!failure) return { id: asText(id) ?? '' };
  const code = asNumber(failure.code) ?? 500;
  const status = code >= 400 ? code : (statuses[code] ?? 500);
  const text = JSON.stringify({ code: String(failure.code), error: failure.message });
  return { id: asText(id) ?? '', response: { status, body: text } };
}
