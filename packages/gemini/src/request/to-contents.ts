import { type ContentPart, type Message, messageParts } from '@rephysco/core';
import type { Role, ToolCallPart, WireObject } from '@rephysco/core/provider';
import { keptOf } from '../response/provider-data.ts';
import { isSent, toPart } from './to-part.ts';

/** One turn on the wire. */
export interface Content {
  readonly role: 'user' | 'model';
  readonly parts: readonly WireObject[];
}

/** How a history is written for one model. */
export interface ContentStyle {
  /** The model refuses calls without a thought signature, as Gemini 3 and later do. */
  readonly signedCalls: boolean;
}

/**
 * Messages as the service wants them: users and the model take turns, system prompts stand elsewhere, empty turns are
 * left out, and the results of tools stand together, in the order in which they were called, since they are matched
 * by name and order.
 */
export function toContents(messages: readonly Message[], { signedCalls }: ContentStyle): readonly Content[] {
  let calls: readonly ToolCallPart[] = [];
  return toTurns(messages).map(({ speaker, parts }) => {
    if (speaker === 'model') {
      calls = parts.filter((part) => part.type === 'tool-call');
      return { role: 'model', parts: signedCalls ? withSignature(parts) : parts.map((part) => toPart(part)) };
    }
    return { role: 'user', parts: inOrder(parts, calls).map((part) => toPart(part, idOf(part, calls))) };
  });
}

interface Turn {
  readonly speaker: 'user' | 'model' | 'tools';
  readonly parts: readonly ContentPart[];
}

const speakers: Readonly<Record<Exclude<Role, 'system'>, Turn['speaker']>> = {
  user: 'user',
  assistant: 'model',
  tool: 'tools',
};

/** Neighbours of one speaker are one turn. Results of tools stay apart from what the user then says. */
function toTurns(messages: readonly Message[]): readonly Turn[] {
  const turns: Turn[] = [];
  for (const message of messages) {
    if (message.role === 'system') continue;
    const speaker = speakers[message.role];
    const parts = messageParts(message).filter(isSent);
    const last = turns.at(-1);
    if (last?.speaker === speaker) turns[turns.length - 1] = { speaker, parts: [...last.parts, ...parts] };
    else if (parts.length > 0) turns.push({ speaker, parts });
  }
  return turns;
}

/** The call that a tool's result answers, as its place among the calls before it; -1 where there is none. */
const placeOf = (part: ContentPart, calls: readonly ToolCallPart[]): number =>
  part.type === 'tool-result' ? calls.findIndex(({ id }) => id === part.id) : -1;

/** Results stand in the order of their calls; media that tools returned follow them. */
function inOrder(parts: readonly ContentPart[], calls: readonly ToolCallPart[]): readonly ContentPart[] {
  const results = parts.filter((part) => part.type === 'tool-result');
  const others = parts.filter((part) => part.type !== 'tool-result');
  return [...results.toSorted((one, other) => placeOf(one, calls) - placeOf(other, calls)), ...others];
}

function idOf(part: ContentPart, calls: readonly ToolCallPart[]): string | undefined {
  const call = calls[placeOf(part, calls)];
  return call && keptOf(call).id;
}

/**
 * The first call of a turn has to bear a signature. One that comes from elsewhere, another provider or an older model,
 * has none, and this one lets it pass (https://ai.google.dev/gemini-api/docs/thought-signatures#faqs).
 */
function withSignature(parts: readonly ContentPart[]): readonly WireObject[] {
  const first = parts.find((part) => part.type === 'tool-call');
  return parts.map((part) => {
    const missing = part === first && keptOf(part).thoughtSignature === undefined;
    return { ...toPart(part), ...(missing && { thoughtSignature: 'skip_thought_signature_validator' }) };
  });
}
