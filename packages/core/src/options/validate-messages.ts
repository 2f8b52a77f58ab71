import { ConfigurationError } from '../contract/errors.ts';
import type { ContentPart, Message } from '../contract/message.ts';
import { formatValue } from '../util/format-value.ts';

const roles: readonly unknown[] = ['system', 'user', 'assistant', 'tool'];

/** What each part must have as text, besides its type. */
const fields: Readonly<Record<ContentPart['type'], readonly string[]>> = {
  text: ['text'],
  reasoning: ['text'],
  refusal: ['text'],
  image: ['url'],
  audio: ['url'],
  video: ['url'],
  file: ['url'],
  'tool-call': ['id', 'name'],
  'tool-result': ['id', 'name'],
  source: [],
};

/**
 * Refuses what is no list of messages.
 *
 * @param name what it is, to name in the error
 * @throws ConfigurationError that names the message
 */
export function checkMessages(name: string, messages: unknown): asserts messages is readonly Message[] {
  if (!Array.isArray(messages)) refuse(name, messages, 'a list of messages');
  for (const [place, message] of messages.entries()) {
    if (isMessage(message)) continue;
    refuse(`${name}[${place}]`, message, `{ role: ${roles.join(' | ')}, content: text or a list of parts }`);
  }
}

function refuse(name: string, value: unknown, wanted: string): never {
  throw new ConfigurationError(`Option '${name}' must be ${wanted}, not ${formatValue(value)}.`);
}

/** Whether a value is a message. */
export function isMessage(value: unknown): value is Message {
  if (typeof value !== 'object' || value === null) return false;
  const { role, content } = value as Partial<Record<keyof Message, unknown>>;
  return roles.includes(role) && (typeof content === 'string' || isContent(content));
}

/** Whether a value is a list of parts. */
export function isContent(value: unknown): value is readonly ContentPart[] {
  return Array.isArray(value) && value.every(isPart);
}

function isPart(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const part = value as Readonly<Record<string, unknown>>;
  const { type } = part;
  if (typeof type !== 'string' || !Object.hasOwn(fields, type)) return false;
  return fields[type as ContentPart['type']].every((field) => typeof part[field] === 'string');
}
