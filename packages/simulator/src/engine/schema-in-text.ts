import { type JSONSchema, messageText } from '@rephysco/core';
import { isObject, parseOr } from '../json.ts';
import type { Prompt } from './prompt.ts';

/**
 * Returns the JSON Schema in the text of a prompt, if there is one. Services without structured output receive the
 * schema as text. With several messages, the last one counts.
 */
export function schemaInText({ messages }: Prompt): JSONSchema | undefined {
  return messages.map((message) => schemaIn(messageText(message))).findLast((schema) => schema !== undefined);
}

function schemaIn(text: string): JSONSchema | undefined {
  const found = parseOr(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1));
  const isSchema = isObject(found) && ('properties' in found || 'anyOf' in found || typeof found.type === 'string');
  return isSchema ? found : undefined;
}
