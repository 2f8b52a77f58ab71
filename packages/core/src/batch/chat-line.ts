import { ConfigurationError } from '../contract/errors.ts';
import type { ContentPart, Message, Role } from '../contract/message.ts';
import { formatValue } from '../util/format-value.ts';

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Options of `generate` for fields of a request body that only have another name. */
const plainNames: Readonly<Record<string, string>> = {
  model: 'model',
  temperature: 'temperature',
  top_p: 'topP',
  max_tokens: 'maxTokens',
  max_completion_tokens: 'maxTokens',
  max_output_tokens: 'maxTokens',
  seed: 'seed',
};

/**
 * Returns the options of `generate` for the body of a Chat Completions or Responses request. Fields without an option
 * become `providerOptions`.
 *
 * @throws ConfigurationError for a body that is not such a request
 */
export function bodyToOptions(body: Fields): Record<string, unknown> {
  const options: Record<string, unknown> = {};
  const rest: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(body)) {
    if (value === null || value === undefined) continue;
    const ours = plainNames[name];
    if (ours) options[ours] = value;
    else if (name === 'messages' || name === 'input') Object.assign(options, toPrompt(value));
    else if (name === 'instructions') options.system = value;
    else if (name === 'stop') options.stop = typeof value === 'string' ? [value] : value;
    else if (name === 'reasoning_effort') options.reasoning = { effort: value };
    else if (name === 'reasoning' && isFields(value) && 'effort' in value) options.reasoning = { effort: value.effort };
    else if (name === 'tools' && Array.isArray(value) && value.every(isFunctionTool)) options.tools = value.map(toTool);
    else if (name === 'tool_choice') options.toolChoice = toToolChoice(value);
    else if (name === 'response_format' && isFields(value) && isFields(value.json_schema))
      options.schema = value.json_schema.schema;
    else if (name === 'stream' && value === false) continue;
    else rest[name] = value;
  }
  if (rest.stream === true) throw new ConfigurationError("'stream' does not work in a batch. Remove it from the body.");
  if (Object.keys(rest).length > 0) options.providerOptions = rest;
  return options;
}

function toPrompt(value: unknown): Fields {
  if (typeof value === 'string') return { prompt: value };
  if (!Array.isArray(value)) throw new ConfigurationError(`'messages' is not a list but ${formatValue(value)}.`);
  const names = new Map<string, string>();
  return { messages: value.map((message) => toMessage(message, names)) };
}

const roles: Readonly<Record<string, Role>> = {
  system: 'system',
  developer: 'system',
  user: 'user',
  assistant: 'assistant',
  tool: 'tool',
};

/** `names` maps the id of each tool call to the name of its tool, which a result does not repeat. */
function toMessage(value: unknown, names: Map<string, string>): Message {
  const { role, content, tool_calls: calls, tool_call_id: id } = isFields(value) ? value : {};
  const ours = typeof role === 'string' ? roles[role] : undefined;
  if (!ours) throw new ConfigurationError(`A message needs a role and content, not ${formatValue(value)}.`);
  if (ours === 'tool') {
    const output = typeof content === 'string' ? content : toParts(content).map(textOf).join('');
    return {
      role: ours,
      content: [{ type: 'tool-result', id: String(id), name: names.get(String(id)) ?? '', output }],
    };
  }
  if (Array.isArray(calls)) {
    const parts = content === null || content === undefined || content === '' ? [] : toParts(content);
    return { role: ours, content: [...parts, ...calls.map((call) => toCall(call, names))] };
  }
  return { role: ours, content: typeof content === 'string' ? content : toParts(content) };
}

const textOf = (part: ContentPart): string => (part.type === 'text' ? part.text : '');

function toCall(value: unknown, names: Map<string, string>): ContentPart {
  const call = isFields(value) ? value : {};
  const { name, arguments: given } = isFields(call.function) ? call.function : {};
  names.set(String(call.id), String(name));
  return { type: 'tool-call', id: String(call.id), name: String(name), arguments: parsed(given) };
}

function parsed(text: unknown): unknown {
  try {
    return typeof text === 'string' ? (JSON.parse(text) as unknown) : text;
  } catch {
    return text;
  }
}

function toParts(content: unknown): readonly ContentPart[] {
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  if (Array.isArray(content)) return content.map(toPart);
  throw new ConfigurationError(`'content' of a message must be text or a list of parts, not ${formatValue(content)}.`);
}

function toPart(part: unknown): ContentPart {
  if (isFields(part)) {
    const { type, text, image_url: image, input_audio: audio, file } = part;
    if (typeof text === 'string') return { type: 'text', text };
    if (type === 'refusal') return { type: 'refusal', text: String(part.refusal) };
    if (typeof image === 'string') return { type: 'image', url: image };
    if (isFields(image)) return { type: 'image', url: String(image.url) };
    if (isFields(audio)) {
      const mediaType = `audio/${audio.format === 'mp3' ? 'mpeg' : String(audio.format)}`;
      return { type: 'audio', url: `data:${mediaType};base64,${String(audio.data)}`, mediaType };
    }
    if (isFields(file) && typeof file.file_data === 'string') {
      const { filename } = file;
      return { type: 'file', url: file.file_data, ...(typeof filename === 'string' && { filename }) };
    }
  }
  throw new ConfigurationError(`A message has a part that cannot be read: ${formatValue(part)}.`);
}

const isFunctionTool = (tool: unknown): boolean => isFields(tool) && tool.type === 'function';

function toTool(value: Fields): Fields {
  const { name, description, parameters, strict } = isFields(value.function) ? value.function : value;
  const fields = { name, description, parameters, strict };
  return Object.fromEntries(Object.entries(fields).filter(([, field]) => field !== undefined && field !== null));
}

function toToolChoice(value: unknown): unknown {
  if (!isFields(value)) return value;
  return { name: isFields(value.function) ? value.function.name : value.name };
}
