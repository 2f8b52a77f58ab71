import {
  asCount,
  asObject,
  asText,
  type BatchService,
  type BatchState,
  batchResult,
  type Connection,
  findBatch,
  jsonRequests,
  pageOfData,
  present,
  requireText,
  type WireObject,
} from '@rephysco/core/provider';

const path = 'messages/batches';

/**
 * Creates the batch API. A batch has no name. A batch whose creation was not confirmed is therefore found by its time,
 * its number of requests and, after its end, the ids of its results.
 * https://platform.claude.com/docs/en/build-with-claude/batch-processing
 */
export function createBatches(connection: Connection, over: BatchService['over']): BatchService {
  const { get, send, lines: linesOf, origin } = jsonRequests(connection);
  // `results_url` is not used, because it names the official server even with another base URL.
  const resultsOf = (id: unknown, signal: AbortSignal | undefined): AsyncGenerator<WireObject> =>
    linesOf(`${path}/${String(id)}/results`, signal);
  return {
    limits: { lines: 100_000, bytes: 256_000_000, models: 'many' },
    over,
    // Betas are headers of the whole batch, so they are part of its endpoint.
    endpoint: (url, headers) =>
      url.endsWith('/messages')
        ? `messages ${headers.get('anthropic-version')} ${headers.get('anthropic-beta') ?? ''}`
        : undefined,
    async submit({ requests }, signal) {
      const [, version, beta] = (requests[0]?.endpoint ?? '').split(' ');
      const overrides = present({ 'anthropic-version': asText(version), 'anthropic-beta': asText(beta) });
      const list = requests.map(({ id, body }) => `{"custom_id":${JSON.stringify(id)},"params":${body}}`);
      const { id } = await send({ url: path, overrides, body: `{"requests":[${list.join(',')}]}` }, signal);
      return { id: requireText(id, 'id of the batch', origin(signal)) };
    },
    find: (trace, signal) =>
      findBatch(trace, {
        clockSkew: 60_000,
        cursor: 'after_id',
        page: async (query) => pageOfData(await get(`${path}?limit=100${query}`, signal)),
        facts: ({ id, created_at: created }) => ({ id, created }),
        async isOurs(batch, isNew) {
          const size = Object.values(countsOf(batch)).reduce((sum, count) => sum + count, 0);
          if (!isNew || size !== trace.lines) return false;
          if (batch.processing_status !== 'ended') return true;
          const run = trace.tag.split('-')[1] ?? '';
          for await (const line of resultsOf(batch.id, signal)) return String(line.custom_id).startsWith(`${run}-`);
          return false;
        },
      }),
    poll: async ({ id }, signal) => toState(await get(`${path}/${id}`, signal)),
    async *results({ id }, signal) {
      for await (const { custom_id: name, result } of resultsOf(id, signal)) {
        // Canceled and expired requests have neither message nor error.
        const { message, error } = asObject(result) ?? {};
        yield batchResult({ id: name, answer: message, failure: error });
      }
    },
    async cancel({ id }, signal) {
      await send({ url: `${path}/${id}/cancel`, body: '{}' }, signal);
    },
  };
}

const countsOf = ({ request_counts: counts }: WireObject): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(asObject(counts) ?? {}).map(([name, count]) => [name, asCount(count) ?? 0]));

/** Returns the state of a batch. The status only tells whether it has ended. The counts tell how it ended. */
function toState(batch: WireObject): BatchState {
  const { succeeded = 0, errored = 0, expired = 0 } = countsOf(batch);
  const finished = succeeded + errored;
  if (batch.processing_status !== 'ended') return { status: 'running', finished };
  if (asText(batch.cancel_initiated_at)) return { status: 'cancelled', finished };
  return { status: expired > 0 ? 'expired' : 'done', finished };
}
