import { ConfigurationError } from '../contract/errors.ts';
import type { Message } from '../contract/message.ts';
import { checkMessages } from '../options/validate-messages.ts';
import type { Change, History } from './history.ts';

/**
 * The change that adds messages. The last system message becomes the system prompt.
 *
 * @throws ConfigurationError for what is no message, and for a system message that is not text
 */
export function additionOf(messages: readonly Message[]): Change {
  checkMessages('messages', messages);
  const system = messages.findLast(({ role }) => role === 'system')?.content;
  if (typeof system === 'object') throw new ConfigurationError('A system message must be text.');
  const add = messages.filter(({ role }) => role !== 'system');
  return { ...(add.length > 0 && { add }), ...(system !== undefined && { system }) };
}

/**
 * The change that puts a message in the place of another.
 *
 * @param index counts the system prompt, where there is one
 * @throws ConfigurationError where there is none, or for a message that cannot stand there
 */
export function replacementOf({ system, turns }: History, index: number, message: Message): Change {
  const change = additionOf([message]);
  const place = system ? index - 1 : index;
  const isPrompt = message.role === 'system';
  const found = place < 0 ? index === 0 : turns[place] !== undefined;
  if (!found || isPrompt !== place < 0) {
    throw new ConfigurationError(`There is no ${isPrompt ? 'system prompt' : 'turn'} at ${index} to be replaced.`);
  }
  return isPrompt ? change : { keep: place, add: [message, ...turns.slice(place + 1)] };
}
