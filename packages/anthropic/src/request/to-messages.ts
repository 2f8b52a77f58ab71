import { type ContentPart, isMediaPart, type Message, messageParts } from '@rephysco/core';
import { asList, asObject, asText, uniqueCallIds, type WireObject, withNote } from '@rephysco/core/provider';
import { keptOf } from '../response/provider-data.ts';
import { toToolResult, toToolUse, toUserBlock, withoutSound } from './to-block.ts';

/** How a history is written for one model. */
export interface MessageStyle {
  /** Name of the model, without the date. */
  readonly model: string;
  /** Whether the model refuses thinking of other models. */
  readonly boundThinking: boolean;
  /** Whether thinking travels back. The service refuses it while thinking is disabled. */
  readonly thinks: boolean;
}

interface Turn {
  readonly role: 'user' | 'assistant';
  readonly content: readonly WireObject[];
}

/**
 * Returns the turns on the wire. Neighbours of one role are one turn, empty turns are left out, and the results of tools
 * stand first in their turn.
 */
export function toMessages(messages: readonly Message[], style: MessageStyle): readonly WireObject[] {
  const turns: Turn[] = [];
  for (const message of uniqueCallIds(messages.map(withWireIds))) {
    if (message.role === 'system') continue;
    const role = message.role === 'assistant' ? 'assistant' : 'user';
    const content = role === 'assistant' ? assistantBlocks(messageParts(message), style) : userBlocks(message);
    const last = turns.at(-1);
    if (content.length === 0) continue;
    if (last?.role === role) turns[turns.length - 1] = { role, content: [...last.content, ...content] };
    else turns.push({ role, content });
  }
  return turns.flatMap((turn, index) => finished(turn, index === turns.length - 1));
}

/** The service accepts ids of letters, digits, `_` and `-` only. Ids of other services can have more. */
function withWireIds(message: Message): Message {
  if (typeof message.content === 'string') return message;
  const content = message.content.map((part) =>
    'id' in part && /[^\w-]|^$/.test(part.id) ? { ...part, id: part.id.replace(/[^\w-]/g, '_') || 'call' } : part,
  );
  return { ...message, content };
}

/** Media that tools returned stand in the last result without an error: results with one hold text only. */
function userBlocks(message: Message): readonly WireObject[] {
  const parts = messageParts(message);
  const isTool = message.role === 'tool';
  const results = parts.filter((part) => part.type === 'tool-result');
  const others = parts
    .filter((part) => part.type !== 'tool-result')
    .map((part) => toUserBlock(isTool ? withoutSound(part) : part))
    .filter((block) => block !== undefined);
  const holder = isTool && parts.some(isMediaPart) ? results.findLast(({ isError }) => !isError) : undefined;
  const blocks = results.map((result) => toToolResult(result, result === holder ? others : []));
  return holder ? blocks : [...blocks, ...others];
}

function assistantBlocks(parts: readonly ContentPart[], style: MessageStyle): readonly WireObject[] {
  const blocks: WireObject[] = [];
  for (const part of parts) {
    const kept = keptOf(part);
    const block = asObject(kept.block);
    if (part.type === 'reasoning') {
      if (block && isAccepted(asText(kept.model), style)) blocks.push(block);
    } else if (block) blocks.push(block);
    else if (Array.isArray(kept.citations)) cite(blocks, kept);
    else if (part.type === 'tool-call') blocks.push(toToolUse(part));
    else if (isMediaPart(part)) blocks.push({ type: 'text', text: withNote('', part) });
    else if ((part.type === 'text' || part.type === 'refusal') && part.text.trim() !== '') {
      blocks.push({ type: 'text', text: part.text });
    }
  }
  return blocks;
}

const isAccepted = (model: string | undefined, style: MessageStyle): boolean =>
  style.thinks && (!style.boundThinking || model === undefined || undated(model) === style.model);

/** Returns the name of a model without its date. */
export const undated = (model: string): string => model.replace(/-\d{8}$/, '');

/** Makes the end of the last text a block with citations, as it was received. */
function cite(blocks: WireObject[], { citations, length }: WireObject): void {
  const { type, text } = blocks.at(-1) ?? {};
  if (type !== 'text' || typeof text !== 'string' || typeof length !== 'number' || length > text.length) return;
  const start = text.length - length;
  const before = text.slice(0, start);
  if (text.slice(start).trim() === '') return;
  blocks.splice(-1, 1, ...(before.trim() === '' ? [] : [{ type, text: before }]), {
    type,
    text: text.slice(start),
    citations,
  });
}

/**
 * Returns a turn that the service accepts: an answer does not end with thinking or, at the end of a request, with white
 * space, and a call of a server tool has its result. A single text is sent as a string.
 */
function finished({ role, content }: Turn, isLast: boolean): readonly WireObject[] {
  if (role === 'user') {
    const results = content.filter(({ type }) => type === 'tool_result');
    return [toTurn(role, [...results, ...content.filter(({ type }) => type !== 'tool_result')])];
  }
  const answered = new Set(content.map(({ tool_use_id }) => tool_use_id));
  const isWaiting = ({ type, id }: WireObject): boolean =>
    (type === 'server_tool_use' || type === 'mcp_tool_use') && !answered.has(id);
  const blocks = isLast ? [...content] : content.filter((block) => !isWaiting(block));
  while (/thinking$/.test(String(blocks.at(-1)?.type))) blocks.pop();
  const last = blocks.at(-1);
  if (isLast && typeof last?.text === 'string') blocks[blocks.length - 1] = { ...last, text: last.text.trimEnd() };
  return blocks.length === 0 ? [] : [toTurn(role, blocks)];
}

function toTurn(role: Turn['role'], content: readonly WireObject[]): WireObject {
  const [only] = content;
  const isPlain = content.length === 1 && only?.type === 'text' && Object.keys(only).length === 2;
  return { role, content: isPlain ? only.text : content };
}

/** Returns the container of the latest answer that ran code, unless it has expired. */
export function containerOf(messages: readonly Message[]): string | undefined {
  const containers = messages.flatMap(messageParts).map((part) => asObject(keptOf(part).container));
  const { id, expires_at } = containers.findLast((each) => each !== undefined) ?? {};
  const isOver = typeof expires_at === 'string' && Date.parse(expires_at) <= Date.now();
  return isOver ? undefined : asText(id);
}

/** Whether one of the tools runs code. */
export const runsCode = (tools: unknown): boolean =>
  asList(tools).some((tool) => /^code_execution/.test(String(asObject(tool)?.type)));
