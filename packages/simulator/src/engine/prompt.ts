import { type Message, messageParts, messageText } from '@rephysco/core';
import type { GenerateRequest } from '@rephysco/core/provider';

/** What the engine answers: the part of a request that can change the answer, whatever wire it came over. */
export interface Prompt
  extends Pick<
    GenerateRequest,
    'model' | 'messages' | 'maxTokens' | 'stop' | 'seed' | 'tools' | 'toolChoice' | 'schema' | 'reasoning'
  > {
  /** Answer with any JSON object, where no schema says which. */
  readonly json?: boolean | undefined;
  /** Whether several tools may be called at once. Default `true`. */
  readonly parallelToolCalls?: boolean | undefined;
}

/** What the user said last. */
export function question(prompt: Prompt): string {
  const last = prompt.messages.findLast((message) => message.role === 'user' && messageText(message) !== '');
  return last ? messageText(last) : '';
}

/** The system prompt; several are one, line by line. */
export function systemText(prompt: Prompt): string {
  return prompt.messages
    .filter((message) => message.role === 'system')
    .map(messageText)
    .join('\n');
}

/** The last message is a tool's, so the answer should use it. */
export function hasFreshResults(prompt: Prompt): boolean {
  return prompt.messages.at(-1)?.role === 'tool';
}

/** What equal prompts have in common: the cut-off rules are left out, so that a shorter answer begins like the whole. */
export function fingerprint(prompt: Prompt): string {
  const { model, messages, seed, tools, toolChoice, schema, json, reasoning } = prompt;
  return JSON.stringify({ model, messages: messages.map(plain), seed, tools, toolChoice, schema, json, reasoning });
}

const plain = (message: Message): unknown => ({ role: message.role, content: messageParts(message) });
