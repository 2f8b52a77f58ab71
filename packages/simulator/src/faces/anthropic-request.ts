import type { ContentPart, MediaPart, Message, ReasoningOptions } from '@rephysco/core';
import type { ToolDefinition } from '@rephysco/core/provider';
import type { Prompt } from '../engine/prompt.ts';
import { arrayOf, isObject, type JSONObject, numberOf, objectOf, stringOf } from '../json.ts';
import { effortOf } from './reasoning.ts';

/** Converts a valid body of a Messages request. */
export function toAnthropicPrompt(body: JSONObject): Prompt {
  const choice = objectOf(body.tool_choice);
  const tools = toTools(body).filter(({ name }) => choice.type !== 'tool' || name === choice.name);
  const schema = objectOf(objectOf(body.output_config).format).schema;
  const system = blocksOf(body.system).map(({ text }): ContentPart => ({ type: 'text', text: stringOf(text) ?? '' }));
  const names = new Map<string, string>();
  const messages = arrayOf(body.messages).flatMap((message) => toMessages(objectOf(message), names));
  return {
    model: stringOf(body.model) ?? '',
    messages: system.length > 0 ? [{ role: 'system', content: system }, ...messages] : messages,
    maxTokens: numberOf(body.max_tokens),
    stop: arrayOf(body.stop_sequences).filter((each) => typeof each === 'string'),
    ...(tools.length > 0 && { tools }),
    toolChoice:
      { any: 'required' as const, tool: 'required' as const, none: 'none' as const }[String(choice.type)] ?? 'auto',
    schema: isObject(schema) ? schema : undefined,
    parallelToolCalls: choice.disable_parallel_tool_use !== true,
    reasoning: toReasoning(body),
  };
}

/** Returns the blocks of a content, which may be a plain string. */
export function blocksOf(content: unknown): readonly JSONObject[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : arrayOf(content).map(objectOf);
}

function toReasoning(body: JSONObject): ReasoningOptions | undefined {
  const { type, budget_tokens: budget } = objectOf(body.thinking);
  if (type !== 'enabled' && type !== 'adaptive') return undefined;
  const effort = effortOf(objectOf(body.output_config).effort) ?? 'medium';
  return { effort, ...(typeof budget === 'number' && { budget }) };
}

function toTools(body: JSONObject): readonly ToolDefinition[] {
  return arrayOf(body.tools)
    .map(objectOf)
    .filter((tool) => isObject(tool.input_schema))
    .map(({ name, description, input_schema }) => ({
      name: stringOf(name) ?? '',
      description: stringOf(description),
      parameters: objectOf(input_schema),
    }));
}

/** A user turn with tool results becomes a tool message, followed by a user message with the other content. */
function toMessages({ role, content }: JSONObject, names: Map<string, string>): readonly Message[] {
  const parts = blocksOf(content).map((block) => toPart(block, names));
  if (role === 'assistant') return [{ role, content: parts }];
  const results = parts.filter(({ type }) => type === 'tool-result');
  const others = parts.filter(({ type }) => type !== 'tool-result');
  return [
    ...(results.length > 0 ? [{ role: 'tool', content: results } as const] : []),
    ...(others.length > 0 ? [{ role: 'user', content: others } as const] : []),
  ];
}

function toPart(block: JSONObject, names: Map<string, string>): ContentPart {
  const { type, text, id, name, input, tool_use_id, content } = block;
  switch (type) {
    case 'tool_use':
      names.set(String(id), String(name));
      return { type: 'tool-call', id: String(id), name: String(name), arguments: input };
    case 'tool_result': {
      const output = blocksOf(content).map((each) => stringOf(each.text) ?? `[${String(each.type)}]`);
      return {
        type: 'tool-result',
        id: String(tool_use_id),
        name: names.get(String(tool_use_id)) ?? '',
        output: output.join(''),
      };
    }
    case 'image':
    case 'document':
      return toMedia(type, objectOf(block.source));
    case 'thinking':
      return { type: 'reasoning', text: stringOf(block.thinking) ?? '' };
    default:
      return { type: 'text', text: stringOf(text) ?? '' };
  }
}

function toMedia(type: 'image' | 'document', source: JSONObject): MediaPart {
  const mediaType = stringOf(source.media_type) ?? 'application/octet-stream';
  const { data, url, file_id: file } = source;
  const bytes = source.type === 'text' ? Buffer.from(String(data)).toString('base64') : data;
  const address = stringOf(url) ?? stringOf(file) ?? `data:${mediaType};base64,${String(bytes)}`;
  return { type: type === 'image' ? 'image' : 'file', url: address, mediaType };
}
