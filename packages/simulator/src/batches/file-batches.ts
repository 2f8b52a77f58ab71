import { badRequest, Refusal } from '../failure.ts';
import { isObject, type JSONObject, objectOf, parseOr, stringOf } from '../json.ts';
import { jsonReply, type Reply } from '../reply.ts';
import type { Call, Service } from '../service.ts';
import { answerLine, problemIn, shuffled } from './answer-line.ts';
import { type BatchLine, type BatchPhase, isAnswered, type SimulatedBatch } from './desk.ts';
import { linesReply, seconds } from './replies.ts';
import { uploadedFile } from './upload.ts';

/** Differences of a service with request files from OpenAI. */
export interface FileBatchDialect {
  /** Wraps files in the field `data` of an envelope. */
  readonly envelope?: boolean;
  readonly filePrefix: string;
  readonly outputPrefix: string;
  readonly queued: 'validating' | 'in_queue';
  /** Maximum number of lines. */
  readonly lines: number;
  /** Uses the model of the field `replace` for all lines. */
  readonly replaces?: boolean;
}

/** Returns the endpoints of files and batches by method and path. `*` stands for an id. */
export function fileBatchEndpoints(
  dialect: FileBatchDialect,
  service: () => Pick<Service, 'answer' | 'fail'>,
): Readonly<Record<string, (call: Call, body: JSONObject) => Reply>> {
  const find = ({ path, desk }: Call): SimulatedBatch => {
    const id = path.split('/')[1] ?? '';
    const batch = desk.batches.get(id);
    if (!batch) throw new Refusal({ kind: 'unknown_path', subject: `batch ${id}` });
    return batch;
  };
  return {
    'POST files': (call) => {
      const content = uploadedFile(call);
      const id = call.desk.addFile(dialect.filePrefix, content);
      const file = { id, object: 'file', bytes: content.length, created_at: seconds(Date.now()), purpose: 'batch' };
      return jsonReply(dialect.envelope ? { code: 20000, message: 'Ok', status: true, data: file } : file);
    },
    'POST batches': (call, body) => {
      const lines = readLines(call, body, dialect);
      const { desk } = call;
      const tooMany =
        lines.length > dialect.lines ? { line: dialect.lines, message: 'The file has too many lines.' } : undefined;
      const batch = desk.create('batch_', { lines, label: body, problem: tooMany ?? problemIn(lines) });
      return jsonReply(toObject(batch, 'queued', dialect));
    },
    'GET batches': ({ desk, query }) => {
      const all = [...desk.batches.values()].reverse();
      const start = all.findIndex(({ id }) => id === query.get('after')) + 1;
      const page = all.slice(start, start + Number(query.get('limit') ?? 20));
      const data = page.map((batch) => toObject(batch, desk.phase(batch), dialect));
      return jsonReply({ object: 'list', data, has_more: start + page.length < all.length });
    },
    'GET batches/*': (call) => {
      const batch = find(call);
      return jsonReply(toObject(batch, call.desk.poll(batch), dialect));
    },
    'POST batches/*/cancel': (call) => {
      const batch = find(call);
      batch.cancelled = true;
      return jsonReply({ ...toObject(batch, 'cancelled', dialect), status: 'cancelling' });
    },
    'GET files/*/content': (call) => {
      const { desk, path } = call;
      const id = path.split('/')[1] ?? '';
      const [, kind, of] = /^file-(?:batch_)?(output|error)-of-(.+)$/.exec(id) ?? [];
      const batch = desk.batches.get(of ?? '');
      if (!batch || batch.order?.name === 'gone') throw new Refusal({ kind: 'unknown_path', subject: `file ${id}` });
      batch.results ??= resultLines(batch, call, service());
      const results = batch.results as Results;
      return linesReply(kind === 'error' ? results.errors : results.output);
    },
  };
}

interface Results {
  readonly output: readonly string[];
  readonly errors: readonly string[];
}

function readLines({ desk }: Call, body: JSONObject, dialect: FileBatchDialect): readonly BatchLine[] {
  const content = desk.files.get(stringOf(body.input_file_id) ?? '');
  if (content === undefined) throw badRequest('Invalid input_file_id', { param: 'input_file_id' });
  if (body.completion_window !== '24h')
    throw badRequest("Invalid value: 'completion_window'", { param: 'completion_window' });
  const model = dialect.replaces ? stringOf(objectOf(body.replace).model) : undefined;
  return content
    .split('\n')
    .filter((line) => line !== '')
    .map((text) => {
      const line = objectOf(parseOr(text));
      const own = line.url === body.endpoint && isObject(line.body) ? line.body : undefined;
      const path = (stringOf(line.url) ?? '').replace(/^\/v1\//, '');
      return { id: stringOf(line.custom_id) ?? '', path, body: model && own ? { ...own, model } : own };
    });
}

function resultLines(batch: SimulatedBatch, call: Call, service: Pick<Service, 'answer' | 'fail'>): Results {
  const output: string[] = [];
  const errors: string[] = [];
  for (const position of shuffled(batch.lines.length)) {
    const line = batch.lines[position] as BatchLine;
    const about = { id: `batch_req_${position}`, custom_id: line.id };
    if (!isAnswered(batch, position)) {
      const code = batch.order?.name === 'expired' ? 'batch_expired' : 'batch_cancelled';
      const message = 'This request could not be executed before the completion window expired.';
      errors.push(JSON.stringify({ ...about, response: null, error: { code, message } }));
      continue;
    }
    const { status, body } = answerLine(service, line, call, batch);
    const response = { status_code: status, request_id: `req_${position}`, body };
    (status < 400 ? output : errors).push(JSON.stringify({ ...about, response, error: null }));
  }
  return { output, errors };
}

const statuses: Readonly<Record<BatchPhase, string>> = {
  queued: 'validating',
  running: 'in_progress',
  done: 'completed',
  failed: 'failed',
  expired: 'expired',
  cancelled: 'cancelled',
};

function toObject(batch: SimulatedBatch, phase: BatchPhase, dialect: FileBatchDialect): JSONObject {
  const { id, lines, createdAt, label } = batch;
  const { endpoint, input_file_id, completion_window, metadata = null } = objectOf(label);
  const hasResults = phase === 'done' || phase === 'expired' || phase === 'cancelled';
  const finished = hasResults ? lines.filter((_, line) => isAnswered(batch, line)).length : 0;
  return {
    id,
    object: 'batch',
    endpoint,
    errors: phase === 'failed' ? { object: 'list', data: [errorOf(batch)] } : null,
    input_file_id,
    completion_window,
    status: phase === 'queued' ? dialect.queued : statuses[phase],
    output_file_id: hasResults ? `${dialect.outputPrefix}output-of-${id}` : null,
    error_file_id: hasResults ? `${dialect.outputPrefix}error-of-${id}` : null,
    created_at: seconds(createdAt),
    expires_at: seconds(createdAt) + 86_400,
    request_counts: { total: lines.length, completed: finished, failed: 0 },
    metadata,
  };
}

function errorOf({ order, problem }: SimulatedBatch): JSONObject {
  if (order?.name === 'queue-full') {
    const limit = order.at?.toLocaleString('en') ?? '90,000';
    const message = `Enqueued token limit reached for the model in organization org-simulated. Limit: ${limit} enqueued tokens. Please try again once some in_progress batches have been completed.`;
    return { code: 'token_limit_exceeded', message, param: null, line: null };
  }
  const line = problem ? problem.line + 1 : (order?.at ?? null);
  return { code: 'invalid_request', message: problem?.message ?? 'The file cannot be used.', param: null, line };
}
