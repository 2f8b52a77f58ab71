/** Who speaks: `tool` messages carry the results of tool calls back to the model. */
export type Role = 'system' | 'user' | 'assistant' | 'tool';

/** What only one provider understands and what must travel back to it unchanged, keyed by provider name. */
export type ProviderData = Readonly<Record<string, unknown>>;

/** Text that the user, the system or the model wrote. */
export interface TextPart {
  readonly type: 'text';
  readonly text: string;
  readonly providerData?: ProviderData | undefined;
}

/** Thinking that the model showed. It is sent back only to the provider whose `providerData` it carries. */
export interface ReasoningPart {
  readonly type: 'reasoning';
  readonly text: string;
  readonly providerData?: ProviderData | undefined;
}

/** The model's words for declining to answer. */
export interface RefusalPart {
  readonly type: 'refusal';
  readonly text: string;
}

/** The kinds of media a message can carry. */
export type MediaKind = 'image' | 'audio' | 'video' | 'file';

/** An image, a sound, a video or a document. Bytes always travel as a `data:` URL, so that a message stays JSON. */
export interface MediaPart {
  readonly type: MediaKind;
  /** An `https:`, `http:` or `data:` URL, or the address of a file that was uploaded to the provider. */
  readonly url: string;
  /** For example `image/png`. Always set for `data:` URLs; for others where known. */
  readonly mediaType?: string | undefined;
  /** The name that a document has for the model. */
  readonly filename?: string | undefined;
  readonly providerData?: ProviderData | undefined;
}

/** The model asks for a tool to be run. */
export interface ToolCallPart {
  readonly type: 'tool-call';
  readonly id: string;
  readonly name: string;
  /** Parsed JSON; the text as it came where it is not valid JSON. */
  readonly arguments: unknown;
  readonly providerData?: ProviderData | undefined;
}

/** What running a tool gave. */
export interface ToolResultPart {
  readonly type: 'tool-result';
  /** The `id` of the tool call that this answers. */
  readonly id: string;
  readonly name: string;
  /** Text goes to the model as it is, anything else as JSON. */
  readonly output: unknown;
  /** The tool failed and `output` says how. */
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

/** One piece of a message, in the order in which it was said. */
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

/** The parts of a message; a string is one text part. */
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

/** The text of a message, without reasoning, refusals, media and tools. */
export function messageText(message: Message): string {
  if (typeof message.content === 'string') return message.content;
  return message.content.map((part) => (part.type === 'text' ? part.text : '')).join('');
}

const mediaKinds: ReadonlySet<string> = new Set<MediaKind>(['image', 'audio', 'video', 'file']);

/** Whether a part is an image, a sound, a video or a document. */
export function isMediaPart(part: ContentPart): part is MediaPart {
  return mediaKinds.has(part.type);
}
