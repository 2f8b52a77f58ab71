import {
  asList,
  asNumber,
  asObject,
  asText,
  type BatchPart,
  type BatchResult,
  type BatchService,
  type BatchState,
  invalidAnswer,
  readJSONLines,
  readJSONObject,
  type WireObject,
} from '@rephysco/core/provider';
import type { Connection } from './connection.ts';

const path = 'messages/batches';
/** Maximum assumed clock difference between the service and this machine, in milliseconds. */
const clockSkew = 60_000;

/**
 * Creates the batch API. A batch has no name. A batch whose creation was not confirmed is therefore found by its time,
 * its number of requests and, after its end, the ids of its results.
 * https://platform.claude.com/docs/en/build-with-claude/batch-processing
 */
export function createBatches(connection: Connection, over: BatchService['over']): BatchService {
  const get = async (url: string, signal: AbortSignal | undefined): Promise<WireObject> =>
    readJSONObject(await connection.request({ url, method: 'GET' }, signal), connection.origin(signal));
  async function* results(id: string, signal: AbortSignal | undefined): AsyncGenerator<BatchResult> {
    // `results_url` is not used, because it names the official server even with another base URL.
    const response = await connection.request({ url: `${path}/${id}/results`, method: 'GET' }, signal);
    for await (const line of readJSONLines(response, connection.origin(signal))) yield toResult(line);
  }
  const isOurs = async (batch: WireObject, run: string, signal: AbortSignal | undefined): Promise<boolean> => {
    if (batch.processing_status !== 'ended') return true;
    for await (const { id } of results(String(batch.id), signal)) return id.startsWith(`${run}-`);
    return false;
  };
  return {
    limits: { lines: 100_000, bytes: 256_000_000, models: 'many' },
    over,
    // Betas are headers of the whole batch, so they are part of its endpoint.
    endpoint: (url, headers) =>
      url.endsWith('/messages')
        ? `messages ${headers.get('anthropic-version')} ${headers.get('anthropic-beta') ?? ''}`
        : undefined,
    async submit(part, signal) {
      const [, version, beta] = (part.requests[0]?.endpoint ?? '').split(' ');
      const overrides = { ...(version && { 'anthropic-version': version }), ...(beta && { 'anthropic-beta': beta }) };
      const response = await connection.request({ url: path, overrides, body: toBody(part) }, signal);
      const id = asText((await readJSONObject(response, connection.origin(signal))).id);
      if (id === undefined) throw invalidAnswer('the response has no id of the batch', connection.origin(signal));
      return { id };
    },
    async find({ tag, since, lines, known }, signal) {
      const run = tag.split('-')[1] ?? '';
      for (let after = ''; ; ) {
        const page = await get(`${path}?limit=100${after}`, signal);
        const batches = asList(page.data).map((each) => asObject(each) ?? {});
        for (const batch of batches) {
          const isNew = createdAt(batch) >= since - clockSkew && !known.includes(String(batch.id));
          if (isNew && sizeOf(batch) === lines && (await isOurs(batch, run, signal))) return { id: String(batch.id) };
        }
        const last = batches.at(-1);
        if (!last || page.has_more !== true || createdAt(last) < since - clockSkew) return undefined;
        after = `&after_id=${encodeURIComponent(String(last.id))}`;
      }
    },
    poll: async ({ id }, signal) => toState(await get(`${path}/${id}`, signal)),
    results: ({ id }, signal) => results(id, signal),
    async cancel({ id }, signal) {
      await connection.request({ url: `${path}/${id}/cancel`, body: '{}' }, signal);
    },
  };
}

function toBody({ requests }: BatchPart): string {
  const list = requests.map(({ id, body }) => `{"custom_id":${JSON.stringify(id)},"params":${body}}`);
  return `{"requests":[${list.join(',')}]}`;
}

const createdAt = ({ created_at: text }: WireObject): number => Date.parse(asText(text) ?? '');

const countsOf = (batch: WireObject): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Object.entries(asObject(batch.request_counts) ?? {}).map(([name, count]) => [name, asNumber(count) ?? 0]),
  );

const sizeOf = (batch: WireObject): number => Object.values(countsOf(batch)).reduce((sum, count) => sum + count, 0);

/** Returns the state of a batch. The status only tells whether it has ended. The counts tell how it ended. */
function toState(batch: WireObject): BatchState {
  const { succeeded = 0, errored = 0, expired = 0 } = countsOf(batch);
  const finished = succeeded + errored;
  if (batch.processing_status !== 'ended') return { status: 'running', finished };
  if (asText(batch.cancel_initiated_at)) return { status: 'cancelled', finished };
  return { status: expired > 0 ? 'expired' : 'done', finished };
}

/** HTTP statuses by error type, because results contain no status. */
const statuses: Readonly<Record<string, number>> = {
  invalid_request_error: 400,
  authentication_error: 401,
  billing_error: 402,
  permission_error: 403,
  not_found_error: 404,
  request_too_large: 413,
  rate_limit_error: 429,
  timeout_error: 504,
  overloaded_error: 529,
};

function toResult({ custom_id: customId, result }: WireObject): BatchResult {
  const id = asText(customId) ?? '';
  const { message, error } = asObject(result) ?? {};
  if (asObject(message)) return { id, response: { status: 200, body: JSON.stringify(message) } };
  const failure = asObject(error);
  // Canceled and expired requests have neither message nor error.
  if (!failure) return { id };
  const type = asText(asObject(failure.error)?.type) ?? asText(failure.type) ?? '';
  return { id, response: { status: statuses[type] ?? 500, body: JSON.stringify(failure) } };
}
