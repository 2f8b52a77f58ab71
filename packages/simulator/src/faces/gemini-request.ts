import type { ContentPart, JSONSchema, MediaPart, Message, ReasoningOptions } from '@rephysco/core';
import type { ToolDefinition } from '@rephysco/core/provider';
import type { Prompt } from '../engine/prompt.ts';
import { arrayOf, isObject, type JSONObject, numberOf, objectOf, stringOf } from '../json.ts';
import { effortOf } from './reasoning.ts';

/** Returns a field by its name in camel case or snake case. The API accepts both. */
export function field(from: JSONObject, name: string): unknown {
  return from[name] ?? from[name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)];
}

/** Converts a valid body of a generateContent request. */
export function toGeminiPrompt(model: string, body: JSONObject): Prompt {
  const config = objectOf(field(body, 'generationConfig'));
  const calling = objectOf(field(objectOf(field(body, 'toolConfig')), 'functionCallingConfig'));
  const allowed = arrayOf(field(calling, 'allowedFunctionNames'));
  const tools = toTools(body).filter((tool) => allowed.length === 0 || allowed.includes(tool.name));
  const schema = field(config, 'responseJsonSchema') ?? field(config, 'responseSchema');
  const system = partsOf(field(body, 'systemInstruction')).map(toPart);
  const contents = arrayOf(body.contents).map(objectOf).map(toMessage);
  return {
    model,
    messages: system.length > 0 ? [{ role: 'system', content: system }, ...contents] : contents,
    maxTokens: numberOf(field(config, 'maxOutputTokens')),
    stop: arrayOf(field(config, 'stopSequences')).filter((each) => typeof each === 'string'),
    seed: numberOf(config.seed),
    ...(tools.length > 0 && { tools }),
    toolChoice: { ANY: 'required' as const, NONE: 'none' as const }[String(calling.mode)] ?? 'auto',
    schema: isObject(schema) ? toJSONSchema(schema) : undefined,
    json: field(config, 'responseMimeType') === 'application/json',
    reasoning: toReasoning(model, objectOf(field(config, 'thinkingConfig'))),
  };
}

/** Returns the parts of a content, which may be a plain string for a system instruction. */
export function partsOf(content: unknown): readonly JSONObject[] {
  if (typeof content === 'string') return [{ text: content }];
  return arrayOf(objectOf(content).parts).map(objectOf);
}

/** Models that think by default. */
const thinkers = /gemini-(?:2\.5-(?!flash-lite)|[3-9])|gemini-flash(?:-lite)?-latest/;

function toReasoning(model: string, config: JSONObject): ReasoningOptions | undefined {
  const budget = numberOf(field(config, 'thinkingBudget'));
  const effort = effortOf(stringOf(field(config, 'thinkingLevel'))?.toLowerCase());
  if (budget === 0 || (budget === undefined && effort === undefined && !thinkers.test(model))) return undefined;
  // With a budget of -1, the model decides.
  return { effort: effort ?? 'medium', ...(budget !== undefined && budget > 0 && { budget }) };
}

function toTools(body: JSONObject): readonly ToolDefinition[] {
  const declarations = arrayOf(body.tools).flatMap((tool) => arrayOf(field(objectOf(tool), 'functionDeclarations')));
  return declarations.map(objectOf).map((declaration) => ({
    name: stringOf(declaration.name) ?? '',
    description: stringOf(declaration.description),
    parameters: toJSONSchema(objectOf(field(declaration, 'parametersJsonSchema') ?? declaration.parameters)),
  }));
}

/** Converts a schema of Gemini, whose type names may be in capitals, to JSON Schema. */
function toJSONSchema(schema: JSONObject): JSONSchema {
  const entries = Object.entries(schema).map(([name, value]): [string, unknown] => {
    if (name === 'type' && typeof value === 'string') return [name, value.toLowerCase()];
    if (name === 'items' && isObject(value)) return [name, toJSONSchema(value)];
    if (name === 'anyOf') return [name, arrayOf(value).map((each) => toJSONSchema(objectOf(each)))];
    if (name !== 'properties' || !isObject(value)) return [name, value];
    return [name, Object.fromEntries(Object.entries(value).map(([key, each]) => [key, toJSONSchema(objectOf(each))]))];
  });
  return Object.fromEntries(entries);
}

function toMessage(content: JSONObject): Message {
  const parts = partsOf(content).map(toPart);
  if (parts.some((part) => part.type === 'tool-result')) return { role: 'tool', content: parts };
  return { role: content.role === 'model' ? 'assistant' : 'user', content: parts };
}

function toPart(part: JSONObject): ContentPart {
  const call = field(part, 'functionCall');
  const response = field(part, 'functionResponse');
  const inline = field(part, 'inlineData');
  const file = field(part, 'fileData');
  if (isObject(call)) {
    return {
      type: 'tool-call',
      id: stringOf(call.id) ?? '',
      name: stringOf(call.name) ?? '',
      arguments: call.args ?? {},
    };
  }
  if (isObject(response)) {
    const { id, name, response: output } = response;
    return { type: 'tool-result', id: stringOf(id) ?? '', name: stringOf(name) ?? '', output };
  }
  if (isObject(inline))
    return toMedia(inline, `data:${String(field(inline, 'mimeType'))};base64,${String(inline.data)}`);
  if (isObject(file)) return toMedia(file, stringOf(field(file, 'fileUri')) ?? '');
  return { type: part.thought === true ? 'reasoning' : 'text', text: stringOf(part.text) ?? '' };
}

function toMedia(from: JSONObject, url: string): MediaPart {
  const mediaType = stringOf(field(from, 'mimeType')) ?? 'application/octet-stream';
  const kind = mediaType.split('/')[0];
  return { type: kind === 'image' || kind === 'audio' || kind === 'video' ? kind : 'file', url, mediaType };
}
