import { type ContentPart, isMediaPart, type Message, messageParts } from '@rephysco/core';
import { asObject, mergeTurns, type Turn, uniqueCallIds, type WireObject, withNote } from '@rephysco/core/provider';
import { keptOf, toTextBlock, toToolResult, toToolUse, toUserBlock } from './to-block.ts';

/** Returns `true` if the thinking of a model is sent back. */
type TakesThinking = (model: unknown) => boolean;

type MessagesTurn = Turn<'user' | 'assistant', WireObject>;

/**
 * Returns the turns in the request format. Consecutive messages of one role are merged, empty turns are omitted, and
 * tool results come first in their turn.
 */
export function toMessages(messages: readonly Message[], takesThinking: TakesThinking): readonly WireObject[] {
  // The service accepts only letters, digits, `_` and `-` in ids.
  const spoken = uniqueCallIds(messages, /[^\w-]/g).filter(({ role }) => role !== 'system');
  const turns = mergeTurns(
    spoken.map((message): MessagesTurn => {
      if (message.role !== 'assistant') return { role: 'user', content: userBlocks(message) };
      return { role: 'assistant', content: assistantBlocks(messageParts(message), takesThinking) };
    }),
  );
  return turns.flatMap((turn, index) => finished(turn, index === turns.length - 1));
}

/** Media that tools returned go into the last result without an error, because error results contain text only. */
function userBlocks(message: Message): readonly WireObject[] {
  const { role } = message;
  const parts = messageParts(message);
  const results = parts.filter((part) => part.type === 'tool-result');
  const others = parts.flatMap((part) => (part.type === 'tool-result' ? [] : toUserBlock(part, role === 'tool')));
  const holder = role === 'tool' && parts.some(isMediaPart) ? results.findLast(({ isError }) => !isError) : undefined;
  const blocks = results.map((result) => toToolResult(result, result === holder ? others : []));
  return holder ? blocks : [...blocks, ...others];
}

function assistantBlocks(parts: readonly ContentPart[], takesThinking: TakesThinking): readonly WireObject[] {
  const blocks: WireObject[] = [];
  for (const part of parts) {
    const kept = keptOf(part);
    const block = asObject(kept.block);
    if (part.type === 'reasoning') {
      if (block && takesThinking(kept.model)) blocks.push(block);
    } else if (block) blocks.push(block);
    else if (Array.isArray(kept.citations)) cite(blocks, kept);
    else if (part.type === 'tool-call') blocks.push(toToolUse(part));
    else if (isMediaPart(part)) blocks.push(toTextBlock(withNote('', part), {}));
    else if ('text' in part && part.text.trim() !== '') blocks.push(toTextBlock(part.text, kept));
  }
  return blocks;
}

/** Turns the end of the last text into a block with citations, as it was received. */
function cite(blocks: WireObject[], { citations, length }: WireObject): void {
  const { type, text } = blocks.at(-1) ?? {};
  if (type !== 'text' || typeof text !== 'string' || typeof length !== 'number' || length > text.length) return;
  const before = text.slice(0, text.length - length);
  const cited = text.slice(text.length - length);
  if (cited.trim() === '') return;
  blocks.splice(-1, 1, ...(before.trim() === '' ? [] : [{ type, text: before }]), { type, text: cited, citations });
}

/**
 * Returns a turn that the service accepts. An answer does not end with thinking or, in the last turn, with white space.
 * A call of a server tool has its result. A single text is sent as a string.
 */
function finished({ role, content }: MessagesTurn, isLast: boolean): readonly WireObject[] {
  const isResult = ({ type }: WireObject): boolean => type === 'tool_result';
  if (role === 'user')
    return [toTurn(role, [...content.filter(isResult), ...content.filter((each) => !isResult(each))])];
  const answered = new Set(content.map(({ tool_use_id }) => tool_use_id));
  const isWaiting = ({ type, id }: WireObject): boolean =>
    (type === 'server_tool_use' || type === 'mcp_tool_use') && !answered.has(id);
  const blocks = content.filter((block) => isLast || !isWaiting(block));
  while (/thinking$/.test(String(blocks.at(-1)?.type))) blocks.pop();
  const last = blocks.at(-1);
  if (isLast && typeof last?.text === 'string') blocks[blocks.length - 1] = { ...last, text: last.text.trimEnd() };
  return blocks.length === 0 ? [] : [toTurn(role, blocks)];
}

function toTurn(role: MessagesTurn['role'], content: readonly WireObject[]): WireObject {
  const [first = {}] = content;
  const isPlain = content.length === 1 && first.type === 'text' && Object.keys(first).length === 2;
  return { role, content: isPlain ? first.text : content };
}
