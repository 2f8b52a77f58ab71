import { badRequest, Refusal } from '../failure.ts';
import { arrayOf, isObject, type JSONObject, objectOf, stringOf } from '../json.ts';
import { jsonReply, type Reply } from '../reply.ts';
import type { Call, Service } from '../service.ts';
import { answerLine, problemIn, shuffled } from './answer-line.ts';
import { isAnswered, type SimulatedBatch } from './desk.ts';
import { linesReply } from './replies.ts';

/** Answers a request to the message batches. Returns `undefined` for any other path. @throws Refusal */
export function answerMessageBatch(call: Call, service: Pick<Service, 'answer' | 'fail'>): Reply | undefined {
  const [, id, action] = /^messages\/batches(?:\/([^/]+))?(?:\/(cancel|results))?$/.exec(call.path) ?? [null];
  if (id === null || !call.path.startsWith('messages/batches')) return undefined;
  const { desk, method, query } = call;
  if (id === undefined && method === 'POST') return create(call);
  if (id === undefined) {
    const all = [...desk.batches.values()].reverse();
    const start = all.findIndex((batch) => batch.id === query.get('after_id')) + 1;
    const page = all.slice(start, start + Number(query.get('limit') ?? 20));
    const data = page.map((batch) => toObject(batch, call));
    return jsonReply({ data, has_more: start + page.length < all.length, last_id: page.at(-1)?.id ?? null });
  }
  const batch = desk.batches.get(id);
  if (!batch) throw new Refusal({ kind: 'unknown_path', subject: `/v1/messages/batches/${id}` });
  if (action === 'results') return results(call, batch, service);
  if (action === 'cancel') batch.cancelled = true;
  const reply = jsonReply(toObject(batch, call));
  if (action === undefined) desk.poll(batch);
  return reply;
}

function create(call: Call): Reply {
  const lines = arrayOf(objectOf(call.body).requests).map((request) => {
    const { custom_id: id, params } = objectOf(request);
    return { id: stringOf(id) ?? '', path: 'messages', body: isObject(params) ? params : undefined };
  });
  const wrong = lines.findIndex(({ id, body }) => !/^[\w-]{1,64}$/.test(id) || objectOf(body).stream === true);
  if (lines.length === 0) throw badRequest('requests: List should have at least 1 item after validation, not 0');
  if (wrong >= 0) throw badRequest(`requests.${wrong}: custom_id or params are invalid`);
  const problem = problemIn(lines.map((line) => ({ ...line, body: { ...objectOf(line.body), model: '' } })));
  if (problem) throw badRequest(`requests.${problem.line}: ${problem.message}`);
  const batch = call.desk.create('msgbatch_', { lines, label: undefined, problem: undefined });
  return jsonReply(toObject(batch, call));
}

function results(call: Call, batch: SimulatedBatch, service: Pick<Service, 'answer' | 'fail'>): Reply {
  if (batch.order?.name === 'gone') throw new Refusal({ kind: 'unknown_path', subject: `/v1/${call.path}` });
  batch.results ??= shuffled(batch.lines.length).map((position) => {
    const line = batch.lines[position] as SimulatedBatch['lines'][number];
    const result = isAnswered(batch, position)
      ? resultOf(answerLine(service, line, call, batch))
      : { type: unanswered(batch) };
    return JSON.stringify({ custom_id: line.id, result });
  });
  return linesReply(batch.results as readonly string[], 'application/x-jsonl');
}

const unanswered = ({ order }: SimulatedBatch): string => (order?.name === 'expired' ? 'expired' : 'canceled');

function resultOf({ status, body }: { readonly status: number; readonly body: unknown }): JSONObject {
  if (status >= 400) return { type: 'errored', error: body };
  const message = objectOf(body);
  return { type: 'succeeded', message: { ...message, usage: { ...objectOf(message.usage), service_tier: 'batch' } } };
}

function toObject(batch: SimulatedBatch, { desk }: Call): JSONObject {
  const phase = desk.phase(batch);
  const { id, lines, createdAt } = batch;
  const hasEnded = phase !== 'queued' && phase !== 'running';
  const answered = hasEnded ? lines.filter((_, line) => isAnswered(batch, line)).length : 0;
  const rest = lines.length - answered;
  return {
    id,
    type: 'message_batch',
    processing_status: hasEnded ? 'ended' : 'in_progress',
    request_counts: {
      processing: hasEnded ? 0 : rest,
      succeeded: answered,
      errored: 0,
      canceled: phase === 'cancelled' ? rest : 0,
      expired: phase === 'expired' ? rest : 0,
    },
    created_at: new Date(createdAt).toISOString(),
    expires_at: new Date(createdAt + 86_400_000).toISOString(),
    ended_at: hasEnded ? new Date().toISOString() : null,
    archived_at: null,
    cancel_initiated_at: phase === 'cancelled' ? new Date().toISOString() : null,
    results_url: hasEnded ? `https://api.anthropic.com/v1/messages/batches/${id}/results` : null,
  };
}
