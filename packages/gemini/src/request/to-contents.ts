import { type ContentPart, type Message, messageParts } from '@rephysco/core';
import { mergeTurns, type Role, type ToolCallPart, type Turn, type WireObject } from '@rephysco/core/provider';
import { keptOf } from '../response/provider-data.ts';
import { isSent, toPart } from './to-part.ts';

/** Turn in the request format of Gemini. */
export interface Content {
  readonly role: 'user' | 'model';
  readonly parts: readonly WireObject[];
}

/** Options for writing a history for one model. */
export interface ContentStyle {
  /** `true` if the model rejects calls without a thought signature, as Gemini 3 and later do. */
  readonly signedCalls: boolean;
}

/**
 * Converts messages to the turns of the service. Users and the model take turns, system prompts are sent elsewhere, and
 * empty turns are omitted. Tool results share one turn in the order of their calls, because the service matches them by
 * name and order.
 */
export function toContents(messages: readonly Message[], { signedCalls }: ContentStyle): readonly Content[] {
  let calls: readonly ToolCallPart[] = [];
  return toTurns(messages).map(({ role, content: parts }) => {
    if (role === 'model') {
      calls = parts.filter((part) => part.type === 'tool-call');
      return { role: 'model', parts: signedCalls ? withSignature(parts) : parts.map((part) => toPart(part)) };
    }
    return { role: 'user', parts: inOrder(parts, calls).map((part) => toPart(part, idOf(part, calls))) };
  });
}

type Speaker = 'user' | 'model' | 'tools';

const speakers: Readonly<Record<Exclude<Role, 'system'>, Speaker>> = {
  user: 'user',
  assistant: 'model',
  tool: 'tools',
};

/** Merges consecutive messages of one role. Tool results stay apart from a following user message. */
function toTurns(messages: readonly Message[]): readonly Turn<Speaker, ContentPart>[] {
  return mergeTurns(
    messages.flatMap((message) => {
      if (message.role === 'system') return [];
      return [{ role: speakers[message.role], content: messageParts(message).filter(isSent) }];
    }),
  );
}

/** Returns the index of the call that a tool result answers, or -1 if there is none. */
const placeOf = (part: ContentPart, calls: readonly ToolCallPart[]): number =>
  part.type === 'tool-result' ? calls.findIndex(({ id }) => id === part.id) : -1;

/** Sorts tool results in the order of their calls. Media that tools returned follow them. */
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
 * The first call of a turn needs a signature. A call from another provider or an older model has none. The service
 * accepts this placeholder (https://ai.google.dev/gemini-api/docs/thought-signatures#faqs).
 */
function withSignature(parts: readonly ContentPart[]): readonly WireObject[] {
  const first = parts.find((part) => part.type === 'tool-call');
  return parts.map((part) => {
    const missing = part === first && keptOf(part).thoughtSignature === undefined;
    return { ...toPart(part), ...(missing && { thoughtSignature: 'skip_thought_signature_validator' }) };
  });
}
