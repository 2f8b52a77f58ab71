import { ConfigurationError } from '../contract/errors.ts';
import type { MediaSource } from '../contract/media-source.ts';
import type { MediaKind, MediaPart, Message } from '../contract/message.ts';
import type { Provider } from '../contract/provider.ts';
import type { GenerateRequest } from '../contract/request.ts';
import { toJSONSchema } from '../contract/schema.ts';
import type { Tool, ToolDefinition } from '../contract/tool.ts';
import { toMediaPart } from '../media/media-source.ts';
import { checkMedia, modelWarnings } from '../models/check-model.ts';
import { Config } from '../options/config.ts';
import type { CallOptions, GenerateOptions, MediaOptions } from '../options/options.ts';
import { toLimits } from '../options/timeout.ts';
import { checkCall, checkValues } from '../options/validate-options.ts';

/** A request ready to be sent, and what its caller should know about it. */
export interface Prepared {
  readonly request: GenerateRequest;
  readonly warnings: readonly string[];
}

/**
 * Settles a call: options checked, media read, schemas turned into JSON Schema, model resolved.
 *
 * @throws ConfigurationError for options that cannot work
 * @throws UnsupportedError for media that the model does not take
 */
export async function prepare(provider: Provider, options: GenerateOptions): Promise<Prepared> {
  checkValues(options);
  checkCall(options);
  const model = provider.model(options.model ?? provider.defaultModel);
  const messages = toMessages(options, hasMedia(options) ? await toParts(options) : []);
  checkMedia(provider, model, messages);
  const { stream = false, temperature, topP, maxTokens, stop, seed, toolChoice, reasoning, cache, signal } = options;
  const { notify, providerOptions, schema, tools, timeout } = options;
  const request: GenerateRequest = {
    provider: provider.name,
    model: model.id,
    messages,
    stream,
    temperature,
    topP,
    maxTokens,
    stop,
    seed,
    tools: tools?.map(toDefinition),
    toolChoice,
    schema: schema && toJSONSchema(schema, 'the answer'),
    reasoning,
    timeout: toLimits(Config.current.timeout, timeout),
    cache,
    signal,
    notify,
    providerOptions,
  };
  return { request: Object.freeze(request), warnings: modelWarnings(provider, model) };
}

/** Options of a call over those of a client; unset ones of the call, and limits of time, do not hide the client's. */
export function merge<Options extends CallOptions>(defaults: CallOptions, options: Options): Options {
  const merged: Record<string, unknown> = { ...defaults };
  for (const [name, value] of Object.entries(options)) if (value !== undefined) merged[name] = value;
  if (defaults.timeout !== undefined) merged.timeout = toLimits(defaults.timeout, options.timeout);
  return merged as unknown as Options;
}

function toMessages(
  { system, messages = [], prompt }: GenerateOptions,
  media: readonly MediaPart[],
): readonly Message[] {
  const hasPrompt = prompt !== undefined && prompt.trim() !== '';
  if (!hasPrompt && (prompt !== undefined || messages.length === 0) && media.length === 0) {
    const wrong =
      prompt === undefined ? "missing. Pass 'prompt' or 'messages'." : 'empty. Say something, or add media.';
    throw new ConfigurationError(`The prompt is ${wrong}`);
  }
  const before: readonly Message[] = system ? [{ role: 'system', content: system }, ...messages] : [...messages];
  if (!hasPrompt && media.length === 0) return before;
  const text = hasPrompt ? [{ type: 'text', text: prompt } as const] : [];
  const content = media.length === 0 && hasPrompt ? prompt : [...text, ...media];
  return [...before, { role: 'user', content }];
}

function hasMedia({ images, audio, videos, files }: MediaOptions): boolean {
  return [images, audio, videos, files].some((sources) => sources !== undefined && sources.length > 0);
}

async function toParts({ images = [], audio = [], videos = [], files = [] }: MediaOptions): Promise<MediaPart[]> {
  const of = (kind: MediaKind, sources: readonly MediaSource[]): Promise<MediaPart>[] =>
    sources.map((source) => toMediaPart(kind, source));
  return Promise.all([...of('image', images), ...of('audio', audio), ...of('video', videos), ...of('file', files)]);
}

function toDefinition(tool: Tool): ToolDefinition {
  const parameters = tool.parameters ? toJSONSchema(tool.parameters, `tool '${tool.name}'`) : emptyObject;
  const { name, description, strict } = tool;
  return {
    name,
    parameters,
    ...(description !== undefined && { description }),
    ...(strict !== undefined && { strict }),
  };
}

const emptyObject = { type: 'object', properties: {}, additionalProperties: false };
