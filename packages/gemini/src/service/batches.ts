import {
  asList,
  asObject,
  asText,
  type BatchPart,
  type BatchResult,
  type BatchService,
  type BatchState,
  type Connection,
  invalidAnswer,
  type OutgoingRequest,
  providerError,
  readJSONLines,
  readJSONObject,
  toJSON,
  type WireObject,
} from '@rephysco/core/provider';
import { beside } from './other-api.ts';
import { uploadFile } from './upload.ts';

const json = { 'content-type': 'application/json' };
/** Maximum assumed clock difference between the service and this machine, in milliseconds. */
const clockSkew = 600_000;

/**
 * Creates the batch API of Gemini, which takes a file of requests and returns a long-running operation.
 * https://ai.google.dev/gemini-api/docs/batch-api
 */
export function createBatches(connection: Connection, over: BatchService['over']): BatchService {
  const { origin } = connection;
  const send = async (request: OutgoingRequest, signal: AbortSignal | undefined): Promise<WireObject> => {
    connection.checkKey();
    return readJSONObject(await connection.send({ headers: json, ...request }, signal), origin(signal));
  };
  const get = (url: string, signal: AbortSignal | undefined): Promise<WireObject> =>
    send({ url, method: 'GET' }, signal);
  return {
    limits: { lines: 100_000, bytes: 2_000_000_000, batches: 100, models: 'one' },
    over,
    endpoint: (url) => /\/(models\/[^/:?]+):generateContent$/.exec(url)?.[1],
    async submit(part, signal) {
      connection.checkKey();
      const file = await uploadFile(connection, part.tag, toLines(part), signal);
      const batch = { displayName: part.tag, inputConfig: { fileName: file } };
      const url = `${part.requests[0]?.endpoint}:batchGenerateContent`;
      const id = asText((await send({ url, body: toJSON({ batch }) }, signal)).name);
      if (id === undefined) throw invalidAnswer('the response has no name of the batch', origin(signal));
      return { id };
    },
    async find({ tag, since }, signal) {
      for (let token = ''; ; ) {
        const page = await get(`batches?pageSize=100${token}`, signal);
        const operations = asList(page.operations).map((each) => asObject(each) ?? {});
        const id = asText(operations.find((operation) => metadataOf(operation).displayName === tag)?.name);
        const next = asText(page.nextPageToken);
        const last = Date.parse(asText(metadataOf(operations.at(-1) ?? {}).createTime) ?? '');
        if (id !== undefined || next === undefined || last < since - clockSkew) return id === undefined ? id : { id };
        token = `&pageToken=${encodeURIComponent(next)}`;
      }
    },
    poll: async ({ id }, signal) => toState(await get(id, signal), origin(signal).service.name),
    async *results({ id }, signal) {
      const operation = await get(id, signal);
      const output = asObject(metadataOf(operation).output) ?? asObject(operation.response) ?? {};
      const file = asText(output.responsesFile);
      if (file === undefined) return yield* inlined(output);
      const url = beside(connection.baseURL, 'download', `${file}:download?alt=media`);
      const response = await connection.send({ url, method: 'GET' }, signal);
      for await (const line of readJSONLines(response, origin(signal))) yield toResult(asText(line.key) ?? '', line);
    },
    async cancel({ id }, signal) {
      await connection.send({ url: `${id}:cancel`, headers: json, body: '{}' }, signal);
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
    yield toResult(asText(asObject(each.metadata)?.key) ?? '', each);
  }
}

/** HTTP statuses by the code of Google's error model. */
const httpStatuses: Readonly<Record<number, number>> = {
  3: 400,
  4: 504,
  5: 404,
  7: 403,
  8: 429,
  9: 400,
  13: 500,
  14: 503,
  16: 401,
};

function toResult(id: string, { response, error }: WireObject): BatchResult {
  const body = asObject(response);
  if (body) return { id, response: { status: 200, body: JSON.stringify(body) } };
  const failure = asObject(error);
  if (!failure) return { id };
  const code = Number(failure.code ?? 13);
  const status = code >= 400 ? code : (httpStatuses[code] ?? 500);
  return { id, response: { status, body: JSON.stringify({ error: { ...failure, code: status } }) } };
}
