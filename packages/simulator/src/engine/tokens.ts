import { isMediaPart, type Message, messageParts } from '@rephysco/core';
import { asText } from '../json.ts';
import { byAlphabet } from './alphabet.ts';
import type { Prompt } from './prompt.ts';

const ideograph = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]`;
const letter = String.raw`[[\p{L}\p{M}\p{N}_]--${ideograph}]`;
const token = byAlphabet(
  /[ ]?\w{1,6}|\s+|./gs,
  () => new RegExp(String.raw`\s?${ideograph}|[ ]?${letter}{1,6}|\s+|.`, 'gsv'),
);

/** Number of tokens of a message in addition to its content. */
const perMessage = 4;

/** Number of tokens of an image, an audio, a video or a document of any size. */
const perMedium = 256;

/**
 * Splits text into the simulator's own tokens: up to six letters or digits with a preceding space, one ideograph, a run
 * of white space, or one other character. English has about four characters per token. The joined tokens equal the
 * text.
 */
export function tokenize(text: string): readonly string[] {
  return text.match(token(text)) ?? [];
}

/** Returns the number of tokens of a text. */
export function countTokens(text: string): number {
  return tokenize(text).length;
}

/** Returns the number of tokens of a request, which is the same for all protocols. */
export function countPrompt(prompt: Pick<Prompt, 'messages' | 'tools' | 'schema'>): number {
  const messages = prompt.messages.reduce((sum, message) => sum + countMessage(message), 0);
  const tools = (prompt.tools ?? []).reduce(
    (sum, tool) => sum + countTokens(`${tool.name} ${tool.description ?? ''} ${JSON.stringify(tool.parameters)}`),
    0,
  );
  return messages + tools + (prompt.schema ? countTokens(JSON.stringify(prompt.schema)) : 0);
}

function countMessage(message: Message): number {
  let sum = perMessage;
  for (const part of messageParts(message)) {
    if (isMediaPart(part)) sum += perMedium;
    else if (part.type === 'tool-call') sum += countTokens(`${part.name} ${asText(part.arguments)}`);
    else if (part.type === 'tool-result') sum += countTokens(asText(part.output));
    else if (part.type !== 'source') sum += countTokens(part.text);
  }
  return sum;
}
