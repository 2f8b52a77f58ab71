import { type Message, messageText } from '../contract/message.ts';

/** Returns the sentence that asks for an answer in a schema, for models and schemas that a service cannot enforce. */
export const schemaInstruction = (schema: unknown): string =>
  `Answer with JSON only, fitting this JSON Schema: ${JSON.stringify(schema)}`;

/**
 * Returns the warning for a schema that the service does not enforce.
 *
 * @param form in which it was sent, for example `an instruction`
 */
export const notEnforced = (model: string, form: string): string =>
  `${model} does not enforce this 'schema': it was sent as ${form}, and the answer is checked here.`;

/** Returns the text of all system messages, each a paragraph, and of further instructions. Blank ones are left out. */
export function systemText(messages: readonly Message[], ...instructions: readonly string[]): string {
  const texts = [...messages.filter(({ role }) => role === 'system').map(messageText), ...instructions];
  return texts.filter((text) => text.trim() !== '').join('\n\n');
}
