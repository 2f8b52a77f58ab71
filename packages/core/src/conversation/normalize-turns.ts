import {
  type ContentPart,
  isMediaPart,
  type Message,
  messageParts,
  type ToolCallPart,
  type ToolResultPart,
} from '../contract/message.ts';

/** Turns that every service accepts, and what was changed for it. */
export interface NormalizedTurns {
  readonly turns: readonly Message[];
  /** A sentence each. */
  readonly warnings: readonly string[];
}

type Warn = (warning: string) => void;

/**
 * Puts turns into the strictest order that any of the services wants: the user begins, turns alternate, none is empty,
 * and each call of a tool is followed by its result. A call that was never run gets a result that says so; a result
 * that no call asked for, an empty turn, and an answer before the first question are left out.
 *
 * @param input what the model takes; other media of earlier turns are replaced by a note
 */
export function normalizeTurns(turns: readonly Message[], input: readonly string[]): NormalizedTurns {
  const warnings = new Set<string>();
  const warn: Warn = (warning) => warnings.add(warning);
  const answered = answerCalls(turns, warn);
  const full = answered.flatMap((turn, index) => withoutBlanks(turn, index === answered.length - 1, input, warn));
  return { turns: joinNeighbours(fromFirstQuestion(full, warn)), warnings: [...warnings] };
}

/** Each turn's calls followed by their results, wherever those stood. */
function answerCalls(turns: readonly Message[], warn: Warn): readonly Message[] {
  const placed = new Set<ContentPart>();
  const ordered = turns.flatMap((turn, index): readonly Message[] => {
    const parts = messageParts(turn);
    const own = parts.filter(({ type }) => type !== 'tool-result');
    if (turn.role !== 'assistant') {
      const words = own.filter(({ type }) => type !== 'tool-call');
      if (words.length < own.length) warn('A tool call outside of an answer was left out.');
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
      warn(`The result of tool '${part.name}' was left out: no call asked for it.`);
    }
  }
  return ordered;
}

function isFirst(call: ToolCallPart, parts: readonly ContentPart[], warn: Warn): boolean {
  if (parts.find((part) => part.type === 'tool-call' && part.id === call.id) === call) return true;
  warn(`A second call of tool '${call.name}' with the same id was left out.`);
  return false;
}

/** Some services refuse arguments that are no object, even the model's own. */
function withObject(part: ContentPart): ContentPart {
  if (part.type !== 'tool-call') return part;
  const { arguments: given } = part;
  if (typeof given === 'object' && given !== null && !Array.isArray(given)) return part;
  return { ...part, arguments: given == null || given === '' ? {} : { arguments: given } };
}

/** The first result for a call, unless a later call of the same id comes before it. */
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
  warn(`Tool '${name}' was called but never run; the model is told so.`);
  return { type: 'tool-result', id, name, output: 'This tool was not run.', isError: true };
}

/** A turn without blank text, and without media that the model cannot take; none where nothing is left. */
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

/** Whether a part says something to every service. Reasoning does not: it travels with what it led to, or not at all. */
function says(part: ContentPart): boolean {
  if (part.type === 'text' || part.type === 'refusal') return part.text.trim() !== '';
  return part.type !== 'reasoning';
}

function noteFor({ type }: ContentPart, warn: Warn): ContentPart {
  warn(`The model does not take ${type} input: in earlier turns a note stands in its place.`);
  return { type: 'text', text: `[Here was ${type} input that this model cannot take.]` };
}

function fromFirstQuestion(turns: readonly Message[], warn: Warn): readonly Message[] {
  const first = turns.findIndex(({ role }) => role === 'user');
  if (first > 0) warn('What stood before the first message of the user was left out.');
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

/** Two turns as one. Text next to text keeps a blank line between. */
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
