import { badRequest, Refusal } from '../failure.ts';
import { isObject, type JSONObject, objectOf, parseOr, stringOf } from '../json.ts';
import { jsonReply, type Reply } from '../reply.ts';
import type { Call, Service } from '../service.ts';
import { answerLine, problemIn, shuffled } from './answer-line.ts';
import { type BatchPhase, isAnswered, type SimulatedBatch } from './desk.ts';
import { linesReply } from './replies.ts';

/** Answers a request to Gemini's batches or files. Returns `undefined` for any other path. @throws Refusal */
export function answerGeminiBatch(call: Call, service: Pick<Service, 'answer' | 'fail'>): Reply | undefined {
  const { method, path, desk, query } = call;
  if (path === 'upload/v1beta/files' && query.has('upload_id')) return finishUpload(call);
  if (path === 'upload/v1beta/files') return startUpload(call);
  const [, model] = /^models\/([^:]+):batchGenerateContent$/.exec(path) ?? [];
  if (model !== undefined) return create(call, model);
  if (method === 'GET' && path === 'batches') {
    const all = [...desk.batches.values()].reverse();
    const start = Number(query.get('pageToken') ?? 0);
    const end = start + Number(query.get('pageSize') ?? 50);
    const operations = all.slice(start, end).map((batch) => toOperation(batch, desk.phase(batch)));
    return jsonReply({ operations, ...(end < all.length && { nextPageToken: String(end) }) });
  }
  const [, id, verb] = /^batches\/([^:/]+)(?::(\w+))?$/.exec(path) ?? [];
  if (id !== undefined) return one(call, findBatch(call, id), verb);
  const [, of] = /^download\/v1beta\/files\/output-of-([^:]+):download$/.exec(path) ?? [];
  return of === undefined ? undefined : download(call, findBatch(call, of), service);
}

function findBatch({ desk }: Call, id: string): SimulatedBatch {
  const batch = desk.batches.get(id);
  if (!batch) throw new Refusal({ kind: 'unknown_path', subject: `/v1beta/batches/${id}` });
  return batch;
}

function startUpload({ headers, body, ordinal }: Call): Reply {
  if (headers['x-goog-upload-command'] !== 'start' || !isObject(body)) throw badRequest('Invalid upload request.');
  const url = `http://${stringOf(headers.host)}/gemini/upload/v1beta/files?upload_id=${ordinal}`;
  return jsonReply({}, { headers: { 'x-goog-upload-url': url, 'x-goog-upload-status': 'active' } });
}

function finishUpload({ desk, headers, text }: Call): Reply {
  if (headers['x-goog-upload-command'] !== 'upload, finalize') throw badRequest('Invalid upload command.');
  const name = desk.addFile('files/', text);
  return jsonReply({ file: { name, mimeType: 'application/jsonl', sizeBytes: String(text.length), state: 'ACTIVE' } });
}

function create(call: Call, model: string): Reply {
  const batch = objectOf(objectOf(call.body).batch);
  const file = stringOf(objectOf(batch.inputConfig).fileName);
  const content = call.desk.files.get(file ?? '');
  if (content === undefined) throw badRequest(`File ${file} does not exist.`);
  const lines = content
    .split('\n')
    .filter((line) => line !== '')
    .map((text) => {
      const line = objectOf(parseOr(text));
      const body = isObject(line.request) ? line.request : undefined;
      return { id: stringOf(line.key) ?? '', path: `models/${model}:generateContent`, body };
    });
  if (problemIn(lines)) throw badRequest('The file cannot be read.');
  return jsonReply(
    toOperation(call.desk.create('', { lines, label: { ...batch, model }, problem: undefined }), 'queued'),
  );
}

function one({ desk, method }: Call, batch: SimulatedBatch, verb: string | undefined): Reply {
  if (method === 'GET') return jsonReply(toOperation(batch, desk.poll(batch)));
  if (verb !== 'cancel') throw new Refusal({ kind: 'unknown_path', subject: `/v1beta/batches/${batch.id}` });
  batch.cancelled = true;
  return jsonReply({});
}

function download(call: Call, batch: SimulatedBatch, service: Pick<Service, 'answer' | 'fail'>): Reply {
  if (batch.order?.name === 'gone') throw new Refusal({ kind: 'unknown_path', subject: '/v1beta/files' });
  batch.results ??= shuffled(batch.lines.length).flatMap((position) => {
    const line = batch.lines[position];
    if (!line || !isAnswered(batch, position)) return [];
    const { status, body } = answerLine(service, line, call, batch);
    const value = status < 400 ? { response: body } : { error: { ...objectOf(objectOf(body).error), code: 3 } };
    return [JSON.stringify({ key: line.id, ...value })];
  });
  return linesReply(batch.results as readonly string[]);
}

const states: Readonly<Record<BatchPhase, string>> = {
  queued: 'BATCH_STATE_PENDING',
  running: 'BATCH_STATE_RUNNING',
  done: 'BATCH_STATE_SUCCEEDED',
  failed: 'BATCH_STATE_FAILED',
  expired: 'BATCH_STATE_EXPIRED',
  cancelled: 'BATCH_STATE_CANCELLED',
};

function toOperation(batch: SimulatedBatch, phase: BatchPhase): JSONObject {
  const { id, lines, createdAt, label } = batch;
  const { displayName, model } = objectOf(label);
  const isDone = phase === 'done';
  const output = { responsesFile: `files/output-of-${id}` };
  const count = String(lines.length);
  return {
    name: `batches/${id}`,
    metadata: {
      '@type': 'type.googleapis.com/google.ai.generativelanguage.v1main.GenerateContentBatch',
      model: `models/${String(model)}`,
      displayName,
      state: states[phase],
      createTime: new Date(createdAt).toISOString(),
      ...(isDone && { output }),
      batchStats: {
        requestCount: count,
        ...(isDone ? { successfulRequestCount: count } : { pendingRequestCount: count }),
      },
    },
    ...(phase !== 'queued' && phase !== 'running' && { done: true }),
    ...(isDone && { response: output }),
    ...(phase === 'failed' && { error: { code: 3, message: 'The batch was ordered to fail.' } }),
  };
}
