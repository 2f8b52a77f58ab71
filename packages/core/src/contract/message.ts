/** Author of a message. `tool` messages carry the results of tool calls to the model. */
export type Role = 'system' | 'user' | 'assistant' | 'tool';

/** Data for one provider that the client must send back unchanged. The keys are provider names. */
export type ProviderData = Readonly<Record<string, unknown>>;

/** Text that the user, the system or the model wrote. */
export interface TextPart {
  readonly type: 'text';
  readonly text: string;
  /**
   * `true` marks the end of a beginning that the provider should cache, such as a long document. The option
   * `promptCache.ttl` of the call sets its lifetime. Providers without marks ignore it with a warning. @default false
   */
  readonly promptCache?: boolean | undefined;
  readonly providerData?: ProviderData | undefined;
}

/** Reasoning that the model showed. The client sends it back only to the provider in `providerData`. */
export interface ReasoningPart {
  readonly type: 'reasoning';
  readonly text: string;
  readonly providerData?: ProviderData | undefined;
}

/** Text in which the model declines to answer. */
export interface RefusalPart {
  readonly type: 'refusal';
  readonly text: string;
}

/** Kind of a medium in a message. */
export type MediaKind = 'image' | 'audio' | 'video' | 'file';

/** Image, audio, video or document. Bytes are stored as a `data:` URL, so that a message stays JSON. */
export interface MediaPart {
  readonly type: MediaKind;
  /** `https:`, `http:` or `data:` URL, or the URI of a file that was uploaded to the provider. */
  readonly url: string;
  /** Media type, for example `image/png`. Always set for `data:` URLs; optional for others. */
  readonly mediaType?: string | undefined;
  /** File name that the model sees. */
  readonly filename?: string | undefined;
  /**
   * `true` marks the end of a beginning that the provider should cache, up to this part. The option
   * `promptCache.ttl` of the call sets its lifetime. Providers without marks ignore it with a warning. @default false
   */
  readonly promptCache?: boolean | undefined;
  readonly providerData?: ProviderData | undefined;
}

/** Call of a tool that the model requests. */
export interface ToolCallPart {
  readonly type: 'tool-call';
  readonly id: string;
  readonly name: string;
  /** Parsed JSON, or the text that the model wrote if it is not valid JSON. */
  readonly arguments: unknown;
  readonly providerData?: ProviderData | undefined;
}

/** Result of a tool call. */
export interface ToolResultPart {
  readonly type: 'tool-result';
  /** `id` of the tool call. */
  readonly id: string;
  readonly name: string;
  /** Text is sent to the model unchanged, every other value as JSON. */
  readonly output: unknown;
  /** `true` if the tool failed. `output` then describes the failure. */
  readonly isError?: boolean | undefined;
}

/** Source that the model cites: a web page, a search result or a file. */
export interface Source {
  readonly type: 'url' | 'file';
  readonly url?: string | undefined;
  readonly title?: string | undefined;
  /** Id of a file at the provider. */
  readonly fileId?: string | undefined;
  /** First character of the cited passage, as an index into the text of the answer. */
  readonly start?: number | undefined;
  /** Index after the last character of the cited passage. */
  readonly end?: number | undefined;
  /** Quoted text of the source. */
  readonly text?: string | undefined;
}

/** Citation in an answer. It is not sent back to the model, unless the provider needs its `providerData`. */
export interface SourcePart {
  readonly type: 'source';
  readonly source: Source;
  readonly providerData?: ProviderData | undefined;
}

/** Part of a message. The order of the parts is the order in which they were written. */
export type ContentPart =
  | TextPart
  | ReasoningPart
  | RefusalPart
  | MediaPart
  | ToolCallPart
  | ToolResultPart
  | SourcePart;

/** One turn of a conversation. */
export interface Message {
  readonly role: Role;
  readonly content: string | readonly ContentPart[];
}

/** Returns the parts of a message. A string becomes one text part. */
export function messageParts(message: Message): readonly ContentPart[] {
  return typeof message.content === 'string' ? [{ type: 'text', text: message.content }] : message.content;
}

/** Returns the messages without source parts, which providers do not accept back. */
export function withoutSources(messages: readonly Message[]): readonly Message[] {
  const isSource = (part: ContentPart): boolean => part.type === 'source';
  return messages.map((message) => {
    const { content } = message;
    if (typeof content === 'string' || !content.some(isSource)) return message;
    return { ...message, content: content.filter((part) => !isSource(part)) };
  });
}

/** Returns the text of a message without reasoning, refusals, media and tools. */
export function messageText(message: Message): string {
  if (typeof message.content === 'string') return message.content;
  return message.content.map((part) => (part.type === 'text' ? part.text : '')).join('');
}

const mediaKinds: ReadonlySet<string> = new Set<MediaKind>(['image', 'audio', 'video', 'file']);

/** Returns `true` for an image, audio, a video or a document. */
export function isMediaPart(part: ContentPart): part is MediaPart {
  return mediaKinds.has(part.type);
}
