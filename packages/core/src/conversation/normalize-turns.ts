import {
  type ContentPart,
  isMediaPart,
  type Message,
  messageParts,
  type ToolCallPart,
  type ToolResultPart,
} from '../contract/message.ts';

/** Turns in an order that every service accepts. */
export interface NormalizedTurns {
  readonly turns: readonly Message[];
  /** Messages about changed turns, one sentence each. */
  readonly warnings: readonly string[];
}

type Warn = (warning: string) => void;

/**
 * Orders turns by the strictest rules of all services: the user begins, roles alternate, no turn is empty, and each
 * tool call is followed by its result. Adds an error result for a call that was not run. Leaves out results without a
 * call, empty turns, and answers before the first message of the user.
 *
 * @param input types of input that the model accepts. A note replaces other media of earlier turns
 */
export function normalizeTurns(turns: readonly Message[], input: readonly string[]): NormalizedTurns {
  const warnings = new Set<string>();
  const warn: Warn = (warning) => warnings.add(warning);
  const answered = answerCalls(turns, warn);
  const full = answered.flatMap((turn, index) => withoutBlanks(turn, index === answered.length - 1, input, warn));
  return { turns: joinNeighbours(fromFirstQuestion(full, warn)), warnings: [...warnings] };
}

/** Places the results of tool calls directly after the turn with the calls. */
function answerCalls(turns: readonly Message[], warn: Warn): readonly Message[] {
  const placed = new Set<ContentPart>();
  const ordered = turns.flatMap((turn, index): readonly Message[] => {
    const parts = messageParts(turn);
    const own = parts.filter(({ type }) => type !== 'tool-result');
    if (turn.role !== 'assistant') {
      const words = own.filter(({ type }) => type !== 'tool-call');
      if (words.length < own.length) warn('A tool call in a message that is not an answer was left out.');
      if (words.length === parts.length && turn.role !== 'tool') return [turn];
      return words.length === 0 ? [] : [{ role: 'user', content: words }];
    }
    const content = own.filter((part) => part.type !== 'tool-call' || isFirst(part, own, warn)).map(withObject);
    const calls = content.filter((part) => part.type === 'tool-call');
    if (calls.length === 0) return [content.length === parts.length ? turn : { role: 'assistant', content }];
    const results = calls.map((call) => {
      const result = resultOf(call, turns.slice(index + 1), placed) ?? notRun(call, warn);
      placed.add(result);
      return result;
    });
    return [
      { role: 'assistant', content },
      { role: 'tool', content: results },
    ];
  });
  for (const part of turns.flatMap(messageParts)) {
    if (part.type === 'tool-result' && !placed.has(part)) {
      warn(`The result of tool '${part.name}' was left out, because it belongs to no tool call.`);
    }
  }
  return ordered;
}

function isFirst(call: ToolCallPart, parts: readonly ContentPart[], warn: Warn): boolean {
  if (parts.find((part) => part.type === 'tool-call' && part.id === call.id) === call) return true;
  warn(`A repeated call of tool '${call.name}' with the same id was left out.`);
  return false;
}

/** Wraps arguments that are not an object, because some services reject them. */
function withObject(part: ContentPart): ContentPart {
  if (part.type !== 'tool-call') return part;
  const { arguments: given } = part;
  if (typeof given === 'object' && given !== null && !Array.isArray(given)) return part;
  return { ...part, arguments: given == null || given === '' ? {} : { arguments: given } };
}

/** Returns the first result of a call, unless another call with the same id precedes it. */
function resultOf(
  call: ToolCallPart,
  later: readonly Message[],
  placed: ReadonlySet<ContentPart>,
): ToolResultPart | undefined {
  for (const part of later.flatMap(messageParts)) {
    if (!('id' in part) || part.id !== call.id || placed.has(part)) continue;
    return part.type === 'tool-result' ? part : undefined;
  }
  return undefined;
}

function notRun({ id, name }: ToolCallPart, warn: Warn): ToolResultPart {
  warn(`Tool '${name}' was called but not run. The request reports this to the model.`);
  return { type: 'tool-result', id, name, output: 'This tool was not run.', isError: true };
}

/** Removes blank text and media that the model does not support. Returns no turn if nothing remains. */
function withoutBlanks(turn: Message, isLast: boolean, input: readonly string[], warn: Warn): readonly Message[] {
  const foreign = (part: ContentPart): boolean => isMediaPart(part) && !isLast && !input.includes(part.type);
  const parts = messageParts(turn);
  const seen = parts.map((part) => (foreign(part) ? noteFor(part, warn) : part));
  if (!seen.some(says)) {
    warn(turn.role === 'user' ? 'An empty message of the user was left out.' : 'An empty answer was left out.');
    return [];
  }
  const content = seen.filter((part) => says(part) || part.type === 'reasoning' || 'providerData' in part);
  const same = content.length === parts.length && content.every((part, index) => part === parts[index]);
  return [same ? turn : { role: turn.role, content }];
}

/** Returns `true` for a part with content that every service accepts. Reasoning alone is not such content. */
function says(part: ContentPart): boolean {
  if (part.type === 'text' || part.type === 'refusal') return part.text.trim() !== '';
  return part.type !== 'reasoning';
}

function noteFor({ type }: ContentPart, warn: Warn): ContentPart {
  warn(`The model does not support ${type} input. A note replaces it in earlier turns.`);
  return { type: 'text', text: `[Here was ${type} input that this model cannot take.]` };
}

function fromFirstQuestion(turns: readonly Message[], warn: Warn): readonly Message[] {
  const first = turns.findIndex(({ role }) => role === 'user');
  if (first > 0) warn('Turns before the first message of the user were left out.');
  return turns.slice(Math.max(0, first));
}

function joinNeighbours(turns: readonly Message[]): readonly Message[] {
  const joined: Message[] = [];
  for (const turn of turns) {
    const last = joined.at(-1);
    if (last?.role === turn.role) joined[joined.length - 1] = join(last, turn);
    else joined.push(turn);
  }
  return joined;
}

/** Joins two turns. A blank line separates adjacent texts. */
function join(one: Message, other: Message): Message {
  if (typeof one.content === 'string' && typeof other.content === 'string') {
    return { role: one.role, content: `${one.content}\n\n${other.content}` };
  }
  const before = messageParts(one);
  const [next, ...after] = messageParts(other);
  const last = before.at(-1);
  if (last?.type !== 'text' || next?.type !== 'text' || last.providerData || next.providerData) {
    return { role: one.role, content: [...before, ...messageParts(other)] };
  }
  const text = `${last.text}\n\n${next.text}`;
  return { role: one.role, content: [...before.slice(0, -1), { type: 'text', text }, ...after] };
}
