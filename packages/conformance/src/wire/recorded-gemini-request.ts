import type { ContentPart, GenerateOptions, Message, Tool } from '@rephysco/core';

type Json = Readonly<Record<string, unknown>>;

/** Returns the call for a recorded body of generateContent. Fields without an option become `providerOptions`. */
export function fromGeminiBody(recorded: Json): GenerateOptions {
  const body = normalNames(recorded) as Json;
  const { systemInstruction, contents, tools, toolConfig, generationConfig, ...rest } = body;
  const { temperature, topP, maxOutputTokens, stopSequences, ...more } = (generationConfig ?? {}) as Json;
  const { responseJsonSchema, responseMimeType: _, thinkingConfig, ...config } = more;
  const { thinkingBudget, thinkingLevel } = (thinkingConfig ?? {}) as Json;
  const declared = (tools as { functionDeclarations?: Json[] }[] | undefined)?.[0]?.functionDeclarations;
  const mode = (toolConfig as { functionCallingConfig: { mode: string } } | undefined)?.functionCallingConfig.mode;
  return clean({
    system: (systemInstruction as { parts: { text: string }[] } | undefined)?.parts.map(({ text }) => text).join(''),
    messages: toMessages(contents as Json[]),
    tools: declared?.map(toTool),
    toolChoice: mode?.toLowerCase(),
    schema: responseJsonSchema,
    temperature,
    topP,
    maxTokens: maxOutputTokens,
    stop: stopSequences,
    reasoning: thinkingConfig && clean({ budget: thinkingBudget, effort: thinkingLevel }),
    providerOptions: { ...rest, ...(!declared && tools !== undefined && { tools }), generationConfig: config },
  });
}

function toTool({ name, description, parametersJsonSchema: parameters }: Json): Tool {
  return clean({ name, description, parameters }) as unknown as Tool;
}

function toMessages(contents: readonly Json[]): readonly Message[] {
  let calls: readonly string[] = [];
  return contents.map(({ role, parts }) => {
    const content = (parts as Json[]).map((part, index) => toPart(part, (name) => calls.indexOf(name), index));
    if (role === 'model') calls = content.map((part) => ('name' in part ? part.name : ''));
    const answers = content.some(({ type }) => type === 'tool-result');
    return { role: role === 'model' ? 'assistant' : answers ? 'tool' : 'user', content };
  });
}

/** Converts a part. @param placeOf returns the position of a call in the preceding turn by the name of its tool */
function toPart(part: Json, placeOf: (name: string) => number, index: number): ContentPart {
  const { text, thoughtSignature, functionCall, functionResponse, inlineData } = part as Readonly<
    Record<string, { id: string; name: string; args: unknown; response: Json; mimeType: string; data: string }>
  >;
  if (functionCall) {
    const { id, name, args } = functionCall;
    const kept = clean({ id, thoughtSignature });
    return { type: 'tool-call', id: id ?? `call_${index}`, name, arguments: args, providerData: { gemini: kept } };
  }
  if (functionResponse) {
    const { id, name, response } = functionResponse;
    return { type: 'tool-result', id: id ?? `call_${placeOf(name)}`, name, output: outputOf(response) };
  }
  if (!inlineData) return { type: 'text', text: text as unknown as string };
  const { mimeType: mediaType, data } = inlineData;
  const type = mediaType.slice(0, mediaType.indexOf('/')) as 'audio' | 'video';
  return { type, url: `data:${mediaType};base64,${data}`, mediaType };
}

/** Normalizes a body: spelling of names, borders of turns, and the key of tool outputs may differ. */
export function normalisedGemini(recorded: Json): Json {
  const { contents, generationConfig, systemInstruction, ...rest } = normalNames(recorded) as Json;
  const { parts: system } = (systemInstruction ?? {}) as Json;
  return {
    ...rest,
    ...(system !== undefined && { systemInstruction: system }),
    ...(Object.keys((generationConfig ?? {}) as Json).length > 0 && { generationConfig }),
    contents: (contents as Json[]).flatMap(({ role, parts }) =>
      (parts as Json[]).map((part) => [role, normalPart(part)]),
    ),
  };
}

function normalPart(part: Json): Json {
  const { functionResponse } = part as { functionResponse?: { response: Json } };
  return functionResponse
    ? { functionResponse: { ...functionResponse, response: outputOf(functionResponse.response) } }
    : part;
}

const outputOf = (response: Json): unknown => response.result ?? response.return_value ?? response.output ?? response;

/** Normalizes fields to camel case, schema fields to their newer name, and schema types to lower case. */
function normalNames(value: unknown, isSchema = false): unknown {
  if (Array.isArray(value)) return value.map((each) => normalNames(each, isSchema));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, each]): [string, unknown] => {
    if (isSchema) return [name, name === 'type' ? String(each).toLowerCase() : normalNames(each, true)];
    const camel = name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
    const field = { parameters: 'parametersJsonSchema', responseSchema: 'responseJsonSchema' }[camel] ?? camel;
    if (['args', 'response'].includes(field)) return [field, each];
    return [field, normalNames(each, field.endsWith('JsonSchema'))];
  });
  return Object.fromEntries(entries);
}

/** Removes undefined fields. */
function clean(options: Json): Json {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
