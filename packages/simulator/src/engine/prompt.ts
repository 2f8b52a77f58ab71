import { type Message, messageParts, messageText } from '@rephysco/core';
import type { GenerateRequest } from '@rephysco/core/provider';

/** Input of the engine: the parts of a request that can change the answer, for every protocol. */
export interface Prompt
  extends Pick<
    GenerateRequest,
    'model' | 'messages' | 'maxTokens' | 'stop' | 'seed' | 'tools' | 'toolChoice' | 'schema' | 'reasoning'
  > {
  /** Requests any JSON object, without a schema. */
  readonly json?: boolean | undefined;
  /** Allows several tool calls at once. @default true */
  readonly parallelToolCalls?: boolean | undefined;
}

/** Returns the text of the user's last message. */
export function question(prompt: Prompt): string {
  const last = prompt.messages.findLast((message) => message.role === 'user' && messageText(message) !== '');
  return last ? messageText(last) : '';
}

/** Returns the system prompts, joined by line breaks. */
export function systemText(prompt: Prompt): string {
  return prompt.messages
    .filter((message) => message.role === 'system')
    .map(messageText)
    .join('\n');
}

/** Returns `true` if the last message is a tool result, which the answer should use. */
export function hasFreshResults(prompt: Prompt): boolean {
  return prompt.messages.at(-1)?.role === 'tool';
}

/**
 * Returns a text that is equal for equal prompts. Limits and stop sequences are excluded, so that a shorter answer is a
 * prefix of the whole one.
 */
export function fingerprint(prompt: Prompt): string {
  const { model, messages, seed, tools, toolChoice, schema, json, reasoning } = prompt;
  return JSON.stringify({ model, messages: messages.map(plain), seed, tools, toolChoice, schema, json, reasoning });
}

const plain = (message: Message): unknown => ({ role: message.role, content: messageParts(message) });
