import type { ContentPart, GenerateOptions, Message, Tool, ToolChoice } from '@rephysco/core';

type Json = Readonly<Record<string, unknown>>;

/** Returns the call for a recorded body of Chat Completions. Fields without an option become `providerOptions`. */
export function fromChatBody(body: Json): GenerateOptions {
  const { messages, tools, tool_choice, response_format, stream, stream_options: _, model, ...rest } = body;
  const { temperature, top_p: topP, max_tokens, max_completion_tokens, seed, stop, ...providerOptions } = rest;
  const format = response_format as { json_schema?: { schema: Json } } | undefined;
  const raw = format && !format.json_schema ? { response_format } : {};
  return clean({
    model,
    messages: toMessages(messages as Json[]),
    tools: (tools as { function: Tool }[] | undefined)?.map(({ function: tool }) => tool),
    toolChoice: toChoice(tool_choice),
    schema: format?.json_schema?.schema,
    stream,
    temperature,
    topP,
    maxTokens: max_tokens ?? max_completion_tokens,
    seed,
    stop: typeof stop === 'string' ? [stop] : stop,
    providerOptions: { ...providerOptions, ...raw },
  });
}

function toMessages(messages: readonly Json[]): readonly Message[] {
  const names = new Map<string, string>();
  return messages.map(({ role, content, tool_calls, tool_call_id }) => {
    const calls = ((tool_calls ?? []) as { id: string; function: { name: string; arguments: string } }[]).map(
      ({ id, function: { name, arguments: text } }): ContentPart => {
        names.set(id, name);
        return { type: 'tool-call', id, name, arguments: JSON.parse(text) };
      },
    );
    if (role === 'tool') {
      const id = String(tool_call_id);
      return { role, content: [{ type: 'tool-result', id, name: names.get(id) ?? '', output: content }] };
    }
    const parts = typeof content === 'string' ? content : ((content ?? []) as Json[]).map(toPart);
    if (calls.length === 0) return { role: role === 'developer' ? 'system' : role, content: parts } as Message;
    const text: ContentPart[] = typeof parts === 'string' ? [{ type: 'text', text: parts }] : [];
    return { role, content: [...text, ...calls] } as Message;
  });
}

function toPart(part: Json): ContentPart {
  const { type, text, image_url, input_audio, file } = part as {
    type: string;
    text: string;
    image_url: { url: string };
    input_audio: { data: string; format: string };
    file: { file_data: string; filename: string };
  };
  if (type === 'text') return { type, text };
  if (type === 'image_url') return { type: 'image', url: image_url.url };
  if (type === 'file') return { type, url: file.file_data, filename: file.filename };
  const mediaType = `audio/${input_audio.format === 'mp3' ? 'mpeg' : input_audio.format}`;
  return { type: 'audio', url: `data:${mediaType};base64,${input_audio.data}`, mediaType };
}

function toChoice(choice: unknown): ToolChoice | undefined {
  if (typeof choice !== 'object' || choice === null) return choice as ToolChoice | undefined;
  return { name: (choice as { function: { name: string } }).function.name };
}

/** Removes undefined fields. */
function clean(options: Readonly<Record<string, unknown>>): GenerateOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as GenerateOptions;
}

/** Normalizes a body: the names of the limit, of a schema, and of the role of system prompts may differ. */
export function normalised(body: Json): Json {
  const {
    messages,
    tools,
    response_format,
    max_tokens,
    max_completion_tokens,
    stream,
    stream_options: _,
    ...rest
  } = body;
  const limit = max_tokens ?? max_completion_tokens;
  const format = response_format as { json_schema?: { schema: unknown } } | undefined;
  return {
    ...rest,
    messages: (messages as Json[]).map(normalMessage),
    ...(tools !== undefined && {
      tools: (tools as { function: Json }[]).map(({ function: tool }) => withoutStrict(tool)),
    }),
    ...(format && { response_format: format.json_schema?.schema ?? format }),
    ...(limit !== undefined && { limit }),
    ...(typeof body.stop === 'string' && { stop: [body.stop] }),
    ...(stream === true && { stream }),
  };
}

const withoutStrict = ({ strict: _, ...tool }: Json): Json => tool;

function normalMessage({ role, content, tool_calls, ...rest }: Json): Json {
  return {
    ...rest,
    role: role === 'developer' ? 'system' : role,
    content: Array.isArray(content) ? content.map(normalPart) : content || null,
    ...(Array.isArray(tool_calls) && { tool_calls: tool_calls.map(normalCall) }),
  };
}

function normalCall(call: {
  readonly id: string;
  readonly function: { readonly name: string; readonly arguments: string };
}): Json {
  return { id: call.id, name: call.function.name, arguments: JSON.parse(call.function.arguments) as unknown };
}

/** Removes the format of audio parts: one recorded part labels WAV data as mp3, but Rephysco detects the format. */
function normalPart(part: Json): Json {
  const plain = plainPart(part);
  const audio = plain.input_audio as Json | undefined;
  return audio ? { ...plain, input_audio: { data: audio.data } } : plain;
}

function plainPart(part: Json): Json {
  const { detail: _, ...image } = (part.image_url ?? {}) as Json;
  return part.type === 'image_url' ? { type: part.type, image_url: image } : part;
}
