import {
  type AnswerSource,
  asList,
  asObject,
  asText,
  callIds,
  countKept,
  type EventReader,
  finishEvent,
  keepData,
  latestFields,
  parseArguments,
  present,
  type StreamEvent,
  type WireObject,
} from '@rephysco/core/provider';
import { name } from '../service/environment.ts';
import { toSources } from './to-sources.ts';
import { toFinishReason, toUsage } from './usage.ts';

/** Block that is arriving. Contains the JSON of a tool's input, and a call id that is unique in the answer. */
interface OpenBlock {
  readonly fields: Record<string, unknown>;
  readonly citations: unknown[];
  readonly input: string[];
  readonly id: string;
  /** Number of characters before a block of text. Its own text is not kept, which would double a long answer. */
  readonly from: number;
}

/**
 * Creates a reader for one answer. Blocks are identified by their index and read by their type, never by their order.
 * The usage and stop reason of the last `message_delta` count.
 *
 * @throws InvalidAnswerError from `read` above `origin.maxToolCalls`, or if the blocks have too many values
 */
export function createAnswerReader({ origin, model, warnings, response }: AnswerSource): EventReader {
  let message: WireObject = {};
  let usage: WireObject = {};
  let thought = false;
  let length = 0;
  const blocks = new Map<number, OpenBlock>();
  const callId = callIds(origin);
  const keep = countKept(origin);
  const named = (): string => asText(message.model) ?? model;
  const raw = (): string | undefined => asText(message.stop_reason);

  /** Reads facts about the message. Counts are cumulative, and later events may omit some of them. */
  const take = (facts: unknown, counts: unknown): readonly StreamEvent[] => {
    [message, usage] = [latestFields(message, facts), latestFields(usage, counts)];
    return [];
  };
  /** Returns the events of a fragment of text or thinking. Each thinking block is a paragraph of the reasoning. */
  const say = (field: string, text: string, isFirst: boolean): readonly StreamEvent[] => {
    if (text === '' || (field !== 'text' && field !== 'thinking')) return [];
    if (field === 'text') length += text.length;
    if (field === 'text') return [{ type: 'text', text }];
    const gap: StreamEvent[] = isFirst && thought ? [{ type: 'reasoning', text: '\n\n' }] : [];
    thought = true;
    return [...gap, { type: 'reasoning', text }];
  };
  const open = (index: number, block: WireObject): readonly StreamEvent[] => {
    const type = String(block.type);
    const id = type === 'tool_use' ? callId(asText(block.id)) : '';
    const fields = { ...keep(block) };
    blocks.set(index, { fields, citations: [...asList(block.citations)], input: [], id, from: length });
    if (type === 'tool_use') return [{ type: 'tool-call-delta', id, name: String(block.name ?? ''), delta: '' }];
    return say(type, asText(block[type]) ?? '', true);
  };
  const add = (index: number, { type, partial_json, citation, ...texts }: WireObject): readonly StreamEvent[] => {
    // Some gateways omit the start event of a block.
    if (!blocks.has(index) && 'text' in texts) open(index, { type: 'text', text: '' });
    const found = blocks.get(index);
    if (!found) return [];
    const { fields, citations, input, id } = found;
    if (type === 'citations_delta') citations.push(keep(citation));
    const delta = asText(partial_json);
    if (delta !== undefined) input.push(delta);
    if (delta !== undefined && fields.type === 'tool_use') {
      return [{ type: 'tool-call-delta', id, name: String(fields.name ?? ''), delta }];
    }
    return Object.entries(texts).flatMap(([field, text]) => {
      const piece = asText(text) ?? '';
      if (field === 'text' && fields.type === 'text') return say(field, piece, false);
      const before = asText(fields[field]) ?? keep('');
      fields[field] = before + piece;
      return say(field, piece, before === '');
    });
  };
  const close = (index: number): readonly StreamEvent[] => {
    const found = blocks.get(index);
    blocks.delete(index);
    return found ? closed(found, named(), length) : [];
  };

  return {
    ended: () => raw() !== undefined,
    usage: () => toUsage(usage),
    isEnd: ({ type }) => type === 'message_stop',
    read(event) {
      const index = Number(event.index ?? 0);
      const { type, message: started } = event;
      if (type === 'message_start') return take(started, asObject(started)?.usage);
      if (type === 'content_block_start') return open(index, asObject(event.content_block) ?? {});
      if (type === 'content_block_delta') return add(index, asObject(event.delta) ?? {});
      if (type === 'content_block_stop') return close(index);
      return type === 'message_delta' ? take(event.delta, event.usage) : [];
    },
    finish() {
      const { container, stop_details: details } = message;
      const text = raw() === 'refusal' ? asText(asObject(details)?.explanation) : undefined;
      const facts = { model: named(), provider: name, id: asText(message.id), usage: toUsage(usage), warnings };
      const reason = { finishReason: toFinishReason(raw()), finishReasonRaw: raw(), response: response?.() };
      return [
        ...[...blocks.keys()].flatMap(close),
        ...(text === undefined ? [] : [{ type: 'refusal', text } as const]),
        ...(asObject(container) ? [{ type: 'text', text: '', ...keepData(name, { container }) } as const] : []),
        finishEvent({ ...reason, ...facts, ...present({ serviceTier: asText(usage.service_tier) }) }),
      ];
    },
  };
}

/** Returns the stream events that would carry a whole message. */
export const eventsOf = (message: WireObject): readonly WireObject[] => [
  { type: 'message_start', message },
  ...asList(message.content).flatMap((content_block, index) => [
    { type: 'content_block_start', index, content_block },
    { type: 'content_block_stop', index },
  ]),
];

/**
 * Returns the events of a complete block. An empty text carries data that must be sent back: a whole `block`, such as
 * thinking, with the `model` that created it, or `citations` of the last `length` characters. A call has its `caller`.
 */
function closed({ fields, citations, input, id, from }: OpenBlock, model: string, end: number): readonly StreamEvent[] {
  const block = input.length > 0 ? { ...fields, input: parseArguments(input.join('')) } : fields;
  const { type, signature, caller } = block;
  if (type === 'text') {
    const kept = keepData(name, { citations, length: end - from });
    return citations.length === 0 ? [] : [{ type, text: '', ...kept }, ...toSources(citations, from, end)];
  }
  if (type === 'tool_use') {
    const own = asObject(caller)?.type === 'direct' ? undefined : asObject(caller);
    const call = { id, name: String(block.name ?? ''), arguments: parseArguments(block.input) };
    return [{ type: 'tool-call', ...call, ...keepData(name, { caller: own }) }];
  }
  if (type === 'thinking' && !signature) return [];
  const isThinking = type === 'thinking' || type === 'redacted_thinking';
  const kept = keepData(name, { block, model: isThinking ? model : undefined });
  return [{ type: isThinking ? 'reasoning' : 'text', text: '', ...kept }];
}
