import type { ContentPart } from '../contract/message.ts';
import { formatValue } from '../util/format-value.ts';

/** Fields that each type of part must have as text, besides `type`. */
const textFields: Readonly<Record<ContentPart['type'], readonly string[]>> = {
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

/** Part types of other libraries and of HTTP APIs, with the part that Rephysco uses. */
const otherTypes: ReadonlyMap<unknown, string> = new Map([
  ['image_url', "{ type: 'image', url }"],
  ['input_image', "{ type: 'image', url }"],
  ['inlineData', "{ type: 'image', url: 'data:…' }"],
  ['input_text', "{ type: 'text', text }"],
  ['output_text', "{ type: 'text', text }"],
  ['input_audio', "{ type: 'audio', url: 'data:…' }"],
  ['video_url', "{ type: 'video', url }"],
  ['input_file', "{ type: 'file', url }"],
  ['document', "{ type: 'file', url }"],
  ['thinking', "{ type: 'reasoning', text }"],
  ['tool_use', "{ type: 'tool-call', id, name, arguments }"],
  ['function_call', "{ type: 'tool-call', id, name, arguments }"],
  ['tool_result', "{ type: 'tool-result', id, name, output }"],
  ['function_call_output', "{ type: 'tool-result', id, name, output }"],
]);

/** Fields of other libraries, with the field that Rephysco uses. */
const otherFields: ReadonlyMap<string, string> = new Map([
  ['image', 'url'],
  ['image_url', 'url'],
  ['data', 'url'],
  ['source', 'url'],
  ['toolCallId', 'id'],
  ['tool_use_id', 'id'],
  ['toolName', 'name'],
  ['content', 'text'],
]);

/** Tells whether a value is a list of message parts. */
export function isContent(value: unknown): value is readonly ContentPart[] {
  return Array.isArray(value) && value.every((part) => partProblem(part) === undefined);
}

/** Returns why a value is not a message part, and how to write it; `undefined` if it is one. */
export function partProblem(value: unknown): string | undefined {
  if (typeof value === 'string')
    return `a part must be an object; write { type: 'text', text: ${formatValue(value)} }.`;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return `a part must be an object with a 'type', not ${formatValue(value)}.`;
  }
  const part = value as Readonly<Record<string, unknown>>;
  const { type } = part;
  if (typeof type !== 'string' || !Object.hasOwn(textFields, type)) return typeProblem(type);
  const missing = textFields[type as ContentPart['type']].find((field) => typeof part[field] !== 'string');
  if (missing !== undefined) return fieldProblem(part, missing);
  if (part.mediaType === undefined || typeof part.mediaType === 'string') return undefined;
  return `'mediaType' must be text such as 'image/png', not ${formatValue(part.mediaType)}.`;
}

function typeProblem(type: unknown): string {
  const ours = otherTypes.get(type);
  const hint = ours ? `write ${ours}` : `use one of ${Object.keys(textFields).join(', ')}`;
  return `the type ${formatValue(type)} is not known; ${hint}.`;
}

function fieldProblem(part: Readonly<Record<string, unknown>>, field: string): string {
  const other = Object.keys(part).find((name) => otherFields.get(name) === field);
  const hint = other && part[field] === undefined ? ` Rename '${other}' to '${field}'.` : '';
  return `'${field}' of a part of type '${String(part.type)}' must be text, not ${formatValue(part[field])}.${hint}`;
}
