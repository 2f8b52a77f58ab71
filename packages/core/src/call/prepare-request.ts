import { ConfigurationError } from '../contract/errors.ts';
import type { MediaSource } from '../contract/media-source.ts';
import { type MediaKind, type MediaPart, type Message, withoutSources } from '../contract/message.ts';
import type { Provider } from '../contract/provider.ts';
import type { GenerateRequest } from '../contract/request.ts';
import { toJSONSchema } from '../contract/schema.ts';
import { isProviderTool, type Tool, type ToolDefinition } from '../contract/tool.ts';
import { toMediaPart } from '../media/media-source.ts';
import { ownMessages } from '../media/own-messages.ts';
import { checkMedia, checkTools, modelWarnings } from '../models/check-model.ts';
import { checkToolChoice } from '../options/check-tools.ts';
import { Config } from '../options/config.ts';
import { wireOptionNames } from '../options/option-table.ts';
import type { CallOptions, GenerateOptions, MediaOptions } from '../options/options.ts';
import { toLimits } from '../options/timeout.ts';
import { ownSignal } from '../util/abort.ts';

/** A request that can be sent, and warnings for its caller. */
export interface PreparedRequest {
  readonly request: GenerateRequest;
  readonly warnings: readonly string[];
}

/**
 * Turns the checked options of a call into a request: reads media, converts schemas to JSON Schema, resolves the model.
 * Returns a promise only for media, because a waiting call would keep it.
 *
 * @throws ConfigurationError for a missing prompt, unreadable media or a schema without a JSON form
 * @throws UnsupportedError for media that the model does not accept
 * @throws the signal's reason if it is aborted
 */
export function prepareRequest(
  provider: Provider,
  options: GenerateOptions,
): PreparedRequest | Promise<PreparedRequest> {
  options.signal?.throwIfAborted();
  checkToolChoice(options.toolChoice, options.tools);
  if (!hasMedia(options)) return prepare(provider, options, []);
  return toParts(options).then((media) => prepare(provider, options, media));
}

function prepare(provider: Provider, options: GenerateOptions, media: readonly MediaPart[]): PreparedRequest {
  const { schema, tools, timeout, stream = false, reasoning } = options;
  const model = provider.model(options.model ?? provider.defaultModel);
  const messages = withoutSources(toMessages(options, media));
  checkMedia(provider, model, messages);
  const definitions = tools?.filter((tool) => !isProviderTool(tool)).map(toDefinition);
  const provided = tools?.filter(isProviderTool);
  checkTools(provider, model, definitions);
  const request: Record<string, unknown> = {
    provider: provider.name,
    model: model.id,
    modelInfo: model,
    messages,
    stream,
    tools: definitions?.length === 0 && tools?.length !== 0 ? undefined : definitions,
    providerTools: provided?.length ? provided : undefined,
    schema: schema && toJSONSchema(schema, 'the answer'),
    timeout: toLimits(Config.current.timeout, timeout),
  };
  // Layers copy the request, and a copy costs as much as the number of its properties.
  copySet(options, request, (name) => wireOptionNames.has(name));
  if (typeof reasoning === 'string') request.reasoning = { effort: reasoning };
  return {
    request: Object.freeze(request) as unknown as GenerateRequest,
    warnings: [...modelWarnings(provider, model), ...(provider.takeWarnings?.() ?? [])],
  };
}

/** Returns the options of a call over the defaults of a client. Timeouts are merged limit by limit. */
export function withDefaults<Options extends CallOptions>(defaults: CallOptions, options: Options): Options {
  const merged: Record<string, unknown> = { ...defaults };
  copySet(options, merged);
  if (defaults.timeout !== undefined) merged.timeout = toLimits(defaults.timeout, options.timeout);
  if (merged.signal) merged.signal = ownSignal(merged.signal as AbortSignal);
  return merged as unknown as Options;
}

/** Copies the named properties that are set. Reading by key takes half the time of `Object.entries`. */
function copySet(from: object, to: Record<string, unknown>, isNamed: (name: string) => boolean = () => true): void {
  for (const name of Object.keys(from)) {
    const value = (from as Readonly<Record<string, unknown>>)[name];
    if (value !== undefined && isNamed(name)) to[name] = value;
  }
}

function toMessages(
  { system, messages = [], prompt }: GenerateOptions,
  media: readonly MediaPart[],
): readonly Message[] {
  const hasPrompt = prompt !== undefined && prompt.trim() !== '';
  if (!hasPrompt && (prompt !== undefined || messages.length === 0) && media.length === 0) {
    const wrong = prompt === undefined ? "missing. Pass 'prompt' or 'messages'." : 'empty. Pass text, or add media.';
    throw new ConfigurationError(`The prompt is ${wrong}`);
  }
  const own = ownMessages(messages);
  const before: readonly Message[] = system ? [{ role: 'system', content: system }, ...own] : own;
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
  const parameters = tool.parameters ? toJSONSchema(tool.parameters, `tool '${tool.name}'`) : noParameters;
  const { name, description, strict } = tool;
  return {
    name,
    parameters,
    ...(description !== undefined && { description }),
    ...(strict !== undefined && { strict }),
  };
}

const noParameters = { type: 'object', properties: {}, additionalProperties: false };
