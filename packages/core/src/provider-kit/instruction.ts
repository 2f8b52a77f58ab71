import { type Message, messageText } from '../contract/message.ts';

/** Returns an instruction to answer in a schema, for models and schemas that a service cannot enforce. */
export const schemaInstruction = (schema: unknown): string =>
  `Answer with JSON only, fitting this JSON Schema: ${JSON.stringify(schema)}`;

/**
 * Returns the warning for a schema that the service does not enforce.
 *
 * @param form form in which the schema was sent, for example `an instruction`
 */
export const notEnforced = (model: string, form: string): string =>
  `${model} does not enforce 'schema'. It was sent as ${form}, and the client validates the answer.`;

/** Returns the text of all system messages and further instructions, one paragraph each. Leaves out blank ones. */
export function systemText(messages: readonly Message[], ...instructions: readonly string[]): string {
  const texts = [...messages.filter(({ role }) => role === 'system').map(messageText), ...instructions];
  return texts.filter((text) => text.trim() !== '').join('\n\n');
}
