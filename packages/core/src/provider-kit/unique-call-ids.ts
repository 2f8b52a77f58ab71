import { type ContentPart, type Message, messageParts } from '../contract/message.ts';

/**
 * Renames tool calls so that all ids in messages are unique. Models and gateways start with `call_0` in each answer,
 * and services reject or confuse equal ids. Results are renamed together with their calls.
 *
 * @param foreign characters that the service rejects in ids. They become `_`
 */
export function uniqueCallIds(messages: readonly Message[], foreign?: RegExp): readonly Message[] {
  if (!messages.some(mayHaveCalls)) return messages;
  const allowed = (id: string): string => (foreign ? id.replace(foreign, '_') || 'call' : id);
  const used = new Set<string>();
  let renamed = new Map<string, string[]>();
  let changed = false;
  const change = (part: ContentPart): ContentPart => {
    if (part.type === 'tool-call') {
      const id = freeId(allowed(part.id), used);
      used.add(id);
      renamed.set(part.id, [...(renamed.get(part.id) ?? []), id]);
      if (id === part.id) return part;
      changed = true;
      return { ...part, id };
    }
    if (part.type !== 'tool-result') return part;
    const ids = renamed.get(part.id) ?? [];
    const id = (ids.length > 1 ? ids.shift() : ids[0]) ?? allowed(part.id);
    changed ||= id !== part.id;
    return id === part.id ? part : { ...part, id };
  };
  const result = messages.map((message) => {
    if (message.role === 'assistant') renamed = new Map();
    if (!mayHaveCalls(message)) return message;
    return { ...message, content: messageParts(message).map(change) };
  });
  return changed ? result : messages;
}

const mayHaveCalls = ({ role, content }: Message): boolean =>
  typeof content !== 'string' && (role === 'assistant' || role === 'tool');

function freeId(id: string, used: ReadonlySet<string>): string {
  if (!used.has(id)) return id;
  for (let number = 2; ; number += 1) {
    const next = `${id}_${number}`;
    if (!used.has(next)) return next;
  }
}
