import type { Script } from '../engine/script.ts';
import { tokenize } from '../engine/tokens.ts';
import { arrayOf, type JSONObject, objectOf, stringOf } from '../json.ts';
import type { Frame } from '../reply.ts';
import { type ResponsesEnvelope, toItems, toResponse } from './responses-reply.ts';

/** Number of argument tokens of a tool call per event. */
const argumentTokens = 3;

interface StreamedEvent {
  readonly type: string;
  readonly fields: JSONObject;
  readonly piece?: true;
}

/** Yields the numbered and named events of a streamed Responses answer. */
export function* toResponseEvents(script: Script, envelope: ResponsesEnvelope): Generator<Frame> {
  let number = 0;
  for (const { type, fields, piece } of events(script, envelope)) {
    const data = `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: number, ...fields })}\n\n`;
    yield { data, ...(piece && { piece }) };
    number += 1;
  }
}

function* events(script: Script, envelope: ResponsesEnvelope): Generator<StreamedEvent> {
  const begun = toResponse(envelope, undefined);
  yield { type: 'response.created', fields: { response: begun } };
  yield { type: 'response.in_progress', fields: { response: begun } };
  for (const [index, item] of toItems(script, envelope).entries()) {
    yield { type: 'response.output_item.added', fields: { output_index: index, item: emptied(item) } };
    if (item.type === 'reasoning') yield* summaryEvents(item, index);
    else if (item.type === 'message') yield* messageEvents(item, index);
    else yield* callEvents(item, index);
    yield { type: 'response.output_item.done', fields: { output_index: index, item } };
  }
  const response = toResponse(envelope, script);
  yield { type: `response.${response.status === 'incomplete' ? 'incomplete' : 'completed'}`, fields: { response } };
}

/** Returns an item without its content, as sent at its start. */
function emptied(item: JSONObject): JSONObject {
  if (item.type === 'reasoning') return { ...item, summary: [] };
  if (item.type === 'message') return { ...item, status: 'in_progress', content: [] };
  return { ...item, status: 'in_progress', arguments: '' };
}

function* summaryEvents(item: JSONObject, output: number): Generator<StreamedEvent> {
  for (const [index, part] of arrayOf(item.summary).map(objectOf).entries()) {
    const about = { item_id: item.id, output_index: output, summary_index: index };
    const text = stringOf(part.text) ?? '';
    yield { type: 'response.reasoning_summary_part.added', fields: { ...about, part: { ...part, text: '' } } };
    for (const delta of tokenize(text)) {
      yield { type: 'response.reasoning_summary_text.delta', fields: { ...about, delta }, piece: true };
    }
    yield { type: 'response.reasoning_summary_text.done', fields: { ...about, text } };
    yield { type: 'response.reasoning_summary_part.done', fields: { ...about, part } };
  }
}

function* messageEvents(item: JSONObject, output: number): Generator<StreamedEvent> {
  for (const [index, part] of arrayOf(item.content).map(objectOf).entries()) {
    const about = { item_id: item.id, output_index: output, content_index: index };
    const text = stringOf(part.text) ?? '';
    yield { type: 'response.content_part.added', fields: { ...about, part: { ...part, text: '' } } };
    for (const delta of tokenize(text)) {
      yield { type: 'response.output_text.delta', fields: { ...about, delta, logprobs: [] }, piece: true };
    }
    yield { type: 'response.output_text.done', fields: { ...about, text, logprobs: [] } };
    yield { type: 'response.content_part.done', fields: { ...about, part } };
  }
}

function* callEvents(item: JSONObject, output: number): Generator<StreamedEvent> {
  const about = { item_id: item.id, output_index: output };
  const tokens = tokenize(stringOf(item.arguments) ?? '');
  for (let at = 0; at < tokens.length; at += argumentTokens) {
    const delta = tokens.slice(at, at + argumentTokens).join('');
    yield { type: 'response.function_call_arguments.delta', fields: { ...about, delta }, piece: true };
  }
  yield { type: 'response.function_call_arguments.done', fields: { ...about, arguments: item.arguments } };
}
