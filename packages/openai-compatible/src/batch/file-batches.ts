import {
  asObject,
  asText,
  type BatchLimits,
  type BatchPart,
  type BatchService,
  findBatch,
  type JSONRequests,
  pageOfData,
  requireText,
  toFormData,
  type WireObject,
} from '@rephysco/core/provider';
import type { BatchContext } from '../dialect.ts';
import { toBatchResult } from './batch-result.ts';
import { toBatchState } from './batch-state.ts';

/** Facts of a batch API that accepts a file of requests, like OpenAI's. */
export interface FileBatchFacts {
  readonly limits: BatchLimits;
  /** Endpoints that a batch accepts, for example `/v1/chat/completions`. */
  readonly endpoints: readonly string[];
  /** Field of `metadata` that holds the tag. @default 'rephysco' */
  readonly tagField?: string | undefined;
  /** Returns additional fields for the creation of a batch. */
  readonly fields?: ((part: BatchPart) => WireObject) | undefined;
}

/** Creates the batch API of a service that accepts a file of requests, with `/files` and `/batches` like OpenAI's. */
export function createFileBatches(
  { connection, over }: BatchContext,
  { limits, endpoints, tagField = 'rephysco', fields }: FileBatchFacts,
): BatchService {
  const idOf = (object: WireObject, what: string, signal: AbortSignal | undefined): string =>
    requireText(object.id, `id of the ${what}`, connection.origin(signal));
  return {
    limits,
    over,
    endpoint(url) {
      const path = url.startsWith(connection.baseURL) ? `/v1${url.slice(connection.baseURL.length)}` : '';
      return endpoints.includes(path) ? path : undefined;
    },
    async submit(part, signal) {
      const file = idOf(await uploadLines(connection, part, signal), 'file', signal);
      const created = await connection.post(
        'batches',
        {
          input_file_id: file,
          endpoint: part.requests[0]?.endpoint,
          completion_window: '24h',
          metadata: { [tagField]: part.tag },
          ...fields?.(part),
        },
        signal,
      );
      return { id: idOf(unwrapped(created), 'batch', signal) };
    },
    find: (trace, signal) =>
      findBatch(trace, {
        cursor: 'after',
        page: async (query) => pageOfData(await connection.get(`batches?limit=100${query}`, signal)),
        facts: ({ id, created_at: created }) => ({ id, created }),
        isOurs: ({ metadata }) => asObject(metadata)?.[tagField] === trace.tag,
      }),
    async poll({ id }, signal) {
      return toBatchState(unwrapped(await connection.get(pathOf(id), signal)), connection.origin(signal).service.name);
    },
    async *results({ id }, signal) {
      const batch = unwrapped(await connection.get(pathOf(id), signal));
      for (const file of [asText(batch.output_file_id), asText(batch.error_file_id)]) {
        if (file === undefined) continue;
        const lines = connection.lines(`files/${encodeURIComponent(file)}/content`, signal);
        for await (const line of lines) yield toBatchResult(line);
      }
    },
    async cancel({ id }, signal) {
      await connection.post(`${pathOf(id)}/cancel`, {}, signal);
    },
  };
}

/** Uploads the requests of a part as a file of lines. Returns the file. */
export async function uploadLines(
  connection: JSONRequests,
  { tag, requests }: BatchPart,
  signal: AbortSignal | undefined,
): Promise<WireObject> {
  const lines = requests.map(
    ({ id, endpoint, body }) =>
      `{"custom_id":${JSON.stringify(id)},"method":"POST","url":${JSON.stringify(endpoint)},"body":${body}}`,
  );
  const form = toFormData({
    fields: { purpose: 'batch' },
    name: `${tag}.jsonl`,
    mediaType: 'application/jsonl',
    content: `${lines.join('\n')}\n`,
  });
  return unwrapped(await connection.send({ url: 'files', ...form }, signal));
}

const pathOf = (id: string): string => `batches/${encodeURIComponent(id)}`;

/** Some services wrap objects in the field `data` of an envelope. */
const unwrapped = (object: WireObject): WireObject =>
  object.id === undefined ? (asObject(object.data) ?? object) : object;
