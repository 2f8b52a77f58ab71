import { badRequest, Refusal } from '../failure.ts';
import { isObject, type JSONObject, objectOf, parseOr, stringOf } from '../json.ts';
import { jsonReply, type Reply } from '../reply.ts';
import type { Call, Service } from '../service.ts';
import { answerLine, problemIn, shuffled } from './answer-line.ts';
import { isAnswered, type SimulatedBatch } from './desk.ts';
import { seconds } from './replies.ts';
import { uploadedFile } from './upload.ts';

type Endpoints = Readonly<Record<string, (call: Call, body: JSONObject) => Reply>>;

/** Returns the endpoints of xAI's batches by method and path. `*` stands for an id. */
export function xaiBatchEndpoints(service: () => Pick<Service, 'answer' | 'fail'>): Endpoints {
  const find = ({ path, desk }: Call): SimulatedBatch => {
    const id = /^batches\/([^/:]+)/.exec(path)?.[1] ?? '';
    const batch = desk.batches.get(id);
    if (!batch) throw new Refusal({ kind: 'unknown_path', subject: `batch ${id}` });
    return batch;
  };
  return {
    'POST files': (call) => {
      const content = uploadedFile(call);
      const id = call.desk.addFile('file_', content);
      return jsonReply({ id, object: 'file', bytes: content.length, created_at: seconds(Date.now()) });
    },
    'POST batches': (call, body) => {
      const content = call.desk.files.get(stringOf(body.input_file_id) ?? '');
      if (content === undefined) throw badRequest('The file does not exist.');
      const lines = content.split('\n').filter((line) => line !== '');
      const parsed = lines.map((text) => {
        const line = objectOf(parseOr(text));
        const path = (stringOf(line.url) ?? '').replace(/^\/v1\//, '');
        return { id: stringOf(line.custom_id) ?? '', path, body: isObject(line.body) ? line.body : undefined };
      });
      const problem = problemIn(parsed);
      if (problem) throw badRequest(problem.message);
      return jsonReply(
        toObject(call.desk.create('batch_', { lines: parsed, label: body.name, problem: undefined }), call),
      );
    },
    'GET batches': (call) => {
      const all = [...call.desk.batches.values()].reverse();
      const start = Number(call.query.get('pagination_token') ?? 0);
      const end = start + Number(call.query.get('limit') ?? 100);
      const token = end < all.length ? { pagination_token: String(end) } : {};
      return jsonReply({ batches: all.slice(start, end).map((batch) => toObject(batch, call)), ...token });
    },
    'GET batches/*': (call) => {
      const batch = find(call);
      const reply = jsonReply(toObject(batch, call));
      call.desk.poll(batch);
      return reply;
    },
    'POST batches/*:cancel': (call) => {
      const batch = find(call);
      batch.cancelled = true;
      return jsonReply(toObject(batch, call));
    },
    'GET batches/*/results': (call) => {
      const batch = find(call);
      if (batch.order?.name === 'gone') throw new Refusal({ kind: 'unknown_path', subject: `batch ${batch.id}` });
      batch.results ??= toResults(batch, call, service());
      const results = batch.results as readonly JSONObject[];
      const start = Number(call.query.get('pagination_token') ?? 0);
      const end = start + Number(call.query.get('limit') ?? 100);
      return jsonReply(
        { results: results.slice(start, end), ...(end < results.length && { pagination_token: String(end) }) },
        { pieces: 1 },
      );
    },
  };
}

function toResults(
  batch: SimulatedBatch,
  call: Call,
  service: Pick<Service, 'answer' | 'fail'>,
): readonly JSONObject[] {
  return shuffled(batch.lines.length).flatMap((position) => {
    const line = batch.lines[position];
    if (!line || !isAnswered(batch, position)) return [];
    const { status, body } = answerLine(service, line, call, batch);
    const kind = line.path === 'responses' ? 'responses' : 'chat_get_completion';
    const failure = objectOf(body);
    const value =
      status < 400 ? { response: { [kind]: body } } : { error: { code: status, message: failure.error ?? 'refused' } };
    return [{ batch_request_id: line.id, batch_result: value }];
  });
}

/** xAI has no status field. The state follows from the counters and the time of cancellation. */
function toObject(batch: SimulatedBatch, { desk }: Call): JSONObject {
  const phase = desk.phase(batch);
  const { id, label, lines, createdAt } = batch;
  const isOver = phase !== 'queued' && phase !== 'running';
  const answered = isOver ? lines.filter((_, line) => isAnswered(batch, line)).length : 0;
  const isExpired = phase === 'expired';
  const rest = lines.length - answered;
  return {
    batch_id: id,
    name: label,
    create_time: new Date(createdAt).toISOString(),
    expire_time: new Date(isExpired ? createdAt - 1 : createdAt + 86_400_000).toISOString(),
    cancel_time: phase === 'cancelled' ? new Date().toISOString() : null,
    cancel_by_xai_message: null,
    state: {
      num_requests: phase === 'queued' ? 0 : lines.length,
      num_pending: phase === 'queued' || phase === 'cancelled' ? 0 : rest,
      num_success: answered,
      num_error: 0,
      num_cancelled: phase === 'cancelled' ? rest : 0,
    },
  };
}
