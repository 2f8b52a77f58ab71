import {
  asList,
  asObject,
  asText,
  type BatchPart,
  type BatchResult,
  type BatchService,
  type BatchState,
  batchResult,
  type Connection,
  findBatch,
  jsonRequests,
  providerError,
  requireText,
  statusOfCode,
  type WireObject,
} from '@rephysco/core/provider';
import { beside } from './other-api.ts';
import { uploadFile } from './upload.ts';

/**
 * Creates the batch API of Gemini, which takes a file of requests and returns a long-running operation.
 * https://ai.google.dev/gemini-api/docs/batch-api
 */
export function createBatches(connection: Connection, over: BatchService['over']): BatchService {
  const { get, post, lines, origin } = jsonRequests(connection);
  return {
    limits: { lines: 100_000, bytes: 2_000_000_000, batches: 100, models: 'one' },
    over,
    endpoint: (url) => /\/(models\/[^/:?]+):generateContent$/.exec(url)?.[1],
    async submit(part, signal) {
      connection.checkKey();
      const file = await uploadFile(connection, part.tag, toLines(part), signal);
      const batch = { displayName: part.tag, inputConfig: { fileName: file } };
      const { name } = await post(`${part.requests[0]?.endpoint}:batchGenerateContent`, { batch }, signal);
      return { id: requireText(name, 'name of the batch', origin(signal)) };
    },
    find: (trace, signal) =>
      findBatch(trace, {
        cursor: 'pageToken',
        async page(query) {
          const { operations, nextPageToken: next } = await get(`batches?pageSize=100${query}`, signal);
          return { batches: operations, next };
        },
        facts: (operation) => ({ id: operation.name, created: metadataOf(operation).createTime }),
        isOurs: (operation) => metadataOf(operation).displayName === trace.tag,
      }),
    poll: async ({ id }, signal) => toState(await get(id, signal), origin(signal).service.name),
    async *results({ id }, signal) {
      const operation = await get(id, signal);
      const output = asObject(metadataOf(operation).output) ?? asObject(operation.response) ?? {};
      const file = asText(output.responsesFile);
      if (file === undefined) return yield* inlined(output);
      const url = beside(connection.baseURL, 'download', `${file}:download?alt=media`);
      for await (const line of lines(url, signal)) yield toResult(line.key, line);
    },
    async cancel({ id }, signal) {
      await post(`${id}:cancel`, {}, signal);
    },
  };
}

function toLines({ requests }: BatchPart): string {
  return requests.map(({ id, body }) => `{"key":${JSON.stringify(id)},"request":${body}}\n`).join('');
}

const metadataOf = (operation: WireObject): WireObject => asObject(operation.metadata) ?? {};

const statuses: Readonly<Record<string, BatchState['status']>> = {
  PENDING: 'queued',
  RUNNING: 'running',
  SUCCEEDED: 'done',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
  EXPIRED: 'expired',
};

/** Returns the state of an operation. The guides say `JOB_STATE_…`, but the service sends `BATCH_STATE_…`. */
function toState(operation: WireObject, provider: string): BatchState {
  const { state, batchStats } = metadataOf(operation);
  const name = (asText(state) ?? '').replace(/^(?:BATCH|JOB)_STATE_/, '');
  const status = statuses[name] ?? (operation.done === true ? 'done' : 'running');
  const { successfulRequestCount, failedRequestCount } = asObject(batchStats) ?? {};
  const finished = Number(successfulRequestCount ?? 0) + Number(failedRequestCount ?? 0);
  if (status !== 'failed') return { status, finished };
  const { message = 'the service gave no reason' } = asObject(operation.error) ?? {};
  const text = `${provider}: the batch ${String(operation.name)} failed: ${String(message)}`;
  return { status, error: providerError('invalid_request', text, { provider, retryable: false }) };
}

function* inlined(output: WireObject): Generator<BatchResult> {
  const list = asObject(output.inlinedResponses)?.inlinedResponses ?? output.inlinedResponses;
  for (const each of asList(list).map((value) => asObject(value) ?? {})) {
    yield toResult(asObject(each.metadata)?.key, each);
  }
}

function toResult(id: unknown, { response, error }: WireObject): BatchResult {
  return batchResult({ id, answer: asObject(response), failure: error }, (failure) => {
    const status = statusOfCode(failure.code);
    return { status, body: { error: { ...failure, code: status } } };
  });
}
