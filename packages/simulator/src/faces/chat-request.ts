import type { ContentPart, MediaPart, Message } from '@rephysco/core';
import type { ToolDefinition } from '@rephysco/core/provider';
import type { Prompt } from '../engine/prompt.ts';
import { arrayOf, isObject, type JSONObject, numberOf, objectOf, parseOr, stringOf } from '../json.ts';

/** Converts a valid body of a Chat Completions request. */
export function toPrompt(body: JSONObject, reasoning: Prompt['reasoning']): Prompt {
  const format = objectOf(body.response_format);
  const tools = arrayOf(body.tools)
    .map(objectOf)
    .filter((tool) => tool.type === 'function');
  const schema = objectOf(format.json_schema).schema;
  const stop = body.stop;
  return {
    model: stringOf(body.model) ?? '',
    messages: toMessages(arrayOf(body.messages).map(objectOf)),
    maxTokens: numberOf(body.max_completion_tokens) ?? numberOf(body.max_tokens),
    stop: typeof stop === 'string' ? [stop] : arrayOf(stop).filter((each) => typeof each === 'string'),
    seed: numberOf(body.seed),
    ...(tools.length > 0 && { tools: tools.map((tool) => toTool(objectOf(tool.function))) }),
    toolChoice: toToolChoice(body.tool_choice),
    parallelToolCalls: body.parallel_tool_calls !== false,
    schema: isObject(schema) ? schema : undefined,
    json: format.type === 'json_object',
    reasoning,
  };
}

/** Converts a tool definition of Chat Completions or Responses. */
export function toTool(definition: JSONObject): ToolDefinition {
  return {
    name: stringOf(definition.name) ?? '',
    description: stringOf(definition.description),
    parameters: objectOf(definition.parameters),
  };
}

/** Converts the `tool_choice` of Chat Completions or Responses. */
export function toToolChoice(choice: unknown): Prompt['toolChoice'] {
  if (choice === 'none' || choice === 'required' || choice === 'auto') return choice;
  const name = stringOf(objectOf(objectOf(choice).function).name) ?? stringOf(objectOf(choice).name);
  return name === undefined ? undefined : { name };
}

function toMessages(messages: readonly JSONObject[]): readonly Message[] {
  const toolNames = new Map<string, string>();
  return messages.map((message): Message => {
    const role = message.role;
    if (role === 'tool') return toToolMessage(message, toolNames);
    const calls = arrayOf(message.tool_calls).map(objectOf).map(toCall);
    for (const call of calls) toolNames.set(call.id, call.name);
    const content = message.content;
    const parts =
      typeof content === 'string' ? [{ type: 'text' as const, text: content }] : arrayOf(content).map(toPart);
    const mapped = role === 'developer' ? 'system' : role;
    return { role: mapped as Message['role'], content: [...parts.filter((part) => part !== undefined), ...calls] };
  });
}

function toToolMessage(message: JSONObject, toolNames: ReadonlyMap<string, string>): Message {
  const id = stringOf(message.tool_call_id) ?? '';
  const { content } = message;
  const text =
    typeof content === 'string'
      ? content
      : arrayOf(content)
          .map((part) => objectOf(part).text)
          .join('');
  return { role: 'tool', content: [{ type: 'tool-result', id, name: toolNames.get(id) ?? '', output: text }] };
}

function toCall(call: JSONObject): Extract<ContentPart, { type: 'tool-call' }> {
  const { name, arguments: text } = objectOf(call.function);
  return {
    type: 'tool-call',
    id: stringOf(call.id) ?? '',
    name: stringOf(name) ?? '',
    arguments: parseOr(stringOf(text) ?? ''),
  };
}

function toPart(part: unknown): ContentPart | undefined {
  const { type, ...rest } = objectOf(part);
  if (type === 'text') return { type, text: stringOf(rest.text) ?? '' };
  if (type === 'refusal') return { type, text: stringOf(rest.refusal) ?? '' };
  if (type === 'image_url') return media('image', objectOf(rest.image_url).url);
  if (type === 'video_url') return media('video', objectOf(rest.video_url).url);
  if (type === 'video') return media('video', arrayOf(rest.video)[0]);
  if (type === 'input_audio') return audio(objectOf(rest.input_audio));
  if (type === 'file') return file(objectOf(rest.file));
  return undefined;
}

function media(type: MediaPart['type'], url: unknown): MediaPart {
  return { type, url: stringOf(url) ?? '' };
}

/** OpenAI sends bare base64 with a format. DashScope sends a URL, or a data URL without a media type. */
function audio({ data, format }: JSONObject): MediaPart {
  const text = stringOf(data) ?? '';
  const mediaType = `audio/${stringOf(format) ?? 'wav'}`;
  const bare = !/^(?:https?|data):/.test(text);
  return {
    type: 'audio',
    url: bare ? `data:${mediaType};base64,${text}` : text.replace(/^data:;/, `data:${mediaType};`),
  };
}

function file({ file_data: data, file_id: id, filename }: JSONObject): MediaPart {
  return { type: 'file', url: stringOf(data) ?? stringOf(id) ?? '', filename: stringOf(filename) };
}
