import { ConfigurationError } from '../contract/errors.ts';
import type { Message } from '../contract/message.ts';
import { formatValue } from '../util/format-value.ts';
import { isContent, partProblem } from './validate-parts.ts';

const roles: readonly unknown[] = ['system', 'user', 'assistant', 'tool'];

/** Roles of other libraries and of HTTP APIs, with the role that Rephysco uses. */
const otherRoles: ReadonlyMap<unknown, string> = new Map([
  ['developer', 'system'],
  ['model', 'assistant'],
  ['ai', 'assistant'],
  ['human', 'user'],
  ['function', 'tool'],
]);

/**
 * Checks that a value is a list of messages.
 *
 * @param name name of the option, for the error
 * @throws ConfigurationError that names the first wrong message and, within it, the wrong part
 */
export function checkMessages(name: string, messages: unknown): asserts messages is readonly Message[] {
  if (!Array.isArray(messages)) {
    throw new ConfigurationError(`Option '${name}' must be a list of messages, not ${formatValue(messages)}.`);
  }
  for (const [index, message] of messages.entries()) {
    if (!isMessage(message)) throw new ConfigurationError(messageProblem(`${name}[${index}]`, message));
  }
}

/** Tells whether a value is a message. */
export function isMessage(value: unknown): value is Message {
  if (typeof value !== 'object' || value === null) return false;
  const { role, content } = value as Partial<Record<keyof Message, unknown>>;
  return roles.includes(role) && (typeof content === 'string' || isContent(content));
}

function messageProblem(place: string, value: unknown): string {
  const { role, content } = (value ?? {}) as Partial<Record<keyof Message, unknown>>;
  if (roles.includes(role) && Array.isArray(content)) {
    const [index, problem] = firstProblem(content);
    return `Option '${place}' is not a message. ${place}.content[${index}]: ${problem}`;
  }
  const wanted = `{ role: ${roles.join(' | ')}, content: text or a list of parts }`;
  const ours = otherRoles.get(role);
  const hint = ours ? ` Write role: '${ours}' instead of ${formatValue(role)}.` : '';
  return `Option '${place}' must be ${wanted}, not ${formatValue(value)}.${hint}`;
}

function firstProblem(content: readonly unknown[]): readonly [index: number, problem: string] {
  for (const [index, part] of content.entries()) {
    const problem = partProblem(part);
    if (problem !== undefined) return [index, problem];
  }
  return [0, 'the part changed while it was checked.'];
}
