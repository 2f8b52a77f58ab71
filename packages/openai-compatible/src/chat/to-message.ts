import { type ContentPart, isMediaPart, type MediaPart, type Message, messageParts, messageText } from '@rephysco/core';
import {
  keptData,
  mediaTypeName,
  outputText,
  parseDataURL,
  type ToolCallPart,
  toDataURL,
  type WireObject,
  withNote,
} from '@rephysco/core/provider';
import type { Quirks } from '../dialect.ts';

/** Options for writing messages for one model. */
export interface MessageStyle {
  /** Role of system prompts. With `user`, the first user message contains them. */
  readonly systemRole: string;
  readonly audioInput: Quirks['audioInput'];
  /** Provider whose `providerData` belongs to this service. */
  readonly provider: string;
}

/** Returns a message in the request format: several messages for tool results, none for an empty turn. */
export function toMessage(message: Message, style: MessageStyle): readonly WireObject[] {
  switch (message.role) {
    case 'system':
      return [{ role: style.systemRole, content: messageText(message) }];
    case 'user':
      return [{ role: 'user', content: userContent(message, style) }];
    case 'assistant':
      return assistantTurn(messageParts(message), style);
    case 'tool':
      return toolTurn(messageParts(message), style);
  }
}

/** Tool messages contain text only. Media that tools returned follow in a user message. */
function toolTurn(parts: readonly ContentPart[], style: MessageStyle): readonly WireObject[] {
  const results = parts.filter((part) => part.type === 'tool-result');
  const others = parts.filter((part) => part.type !== 'tool-result');
  const messages = results.map(({ id, output }) => ({ role: 'tool', tool_call_id: id, content: outputText(output) }));
  if (others.length === 0) return messages;
  return [...messages, { role: 'user', content: userContent({ role: 'user', content: others }, style) }];
}

/**
 * Returns the messages in the request format. System messages are joined at the beginning unless the service accepts
 * them anywhere. Many templates of open-weight models reject a second or a later system message.
 */
export function toMessages(
  messages: readonly Message[],
  style: MessageStyle,
  systemAnywhere: boolean,
): readonly WireObject[] {
  const leading = messages.findIndex(({ role }) => role !== 'system');
  const head = leading < 0 ? messages.length : leading;
  const isSystem = ({ role }: Message, place: number): boolean =>
    role === 'system' && (!systemAnywhere || place < head);
  const system = messages
    .filter(isSystem)
    .map(messageText)
    .filter((text) => text !== '')
    .join('\n\n');
  const others = messages
    .filter((message, place) => !isSystem(message, place))
    .flatMap((each) => toMessage(each, style));
  if (system === '') return others;
  if (style.systemRole !== 'user') return [{ role: style.systemRole, content: system }, ...others];
  const [first, ...rest] = others;
  return first?.role === 'user'
    ? [{ ...first, content: prefixed(system, first.content) }, ...rest]
    : [{ role: 'user', content: system }, ...others];
}

function prefixed(text: string, content: unknown): unknown {
  return typeof content === 'string'
    ? `${text}\n\n${content}`
    : [{ type: 'text', text }, ...(content as readonly unknown[])];
}

function userContent(message: Message, style: MessageStyle): unknown {
  if (typeof message.content === 'string') return message.content;
  return message.content.flatMap((part) => {
    if (part.type === 'text') return [{ type: 'text', text: part.text }];
    return isMediaPart(part) ? [toMedia(part, style)] : [];
  });
}

/** Sends reasoning only in the form that the service requires back. Services reject it elsewhere. */
function assistantTurn(parts: readonly ContentPart[], { provider }: MessageStyle): readonly WireObject[] {
  const text = spoken(parts);
  const calls = parts.filter((part) => part.type === 'tool-call');
  const {
    extra_content: _,
    item: __,
    part: ___,
    id: ____,
    ...kept
  } = Object.assign({}, ...parts.map((part) => keptData(part, provider))) as WireObject;
  // An empty text instead of null, because some services require the field.
  if (calls.length > 0) {
    return [
      { role: 'assistant', content: text, ...known(kept), tool_calls: calls.map((call) => toToolCall(call, provider)) },
    ];
  }
  return text ? [{ role: 'assistant', content: text, ...known(kept) }] : [];
}

const keptFields: ReadonlySet<string> = new Set([
  'reasoning_content',
  'reasoning',
  'reasoning_text',
  'thinking',
  'thinking_content',
  'reasoning_details',
]);

const known = (kept: WireObject): WireObject =>
  Object.fromEntries(Object.entries(kept).filter(([name]) => keptFields.has(name)));

function spoken(parts: readonly ContentPart[]): string {
  let text = '';
  for (const part of parts) {
    if (isMediaPart(part)) text = withNote(text, part);
    else if (part.type === 'text' || part.type === 'refusal') text += part.text;
  }
  return text;
}

function toToolCall(part: ToolCallPart, provider: string): WireObject {
  const { id, name, arguments: value } = part;
  const { extra_content } = keptData(part, provider);
  const text = typeof value === 'string' ? value : JSON.stringify(value ?? {});
  return {
    id,
    type: 'function',
    function: { name, arguments: text },
    ...(extra_content !== undefined && { extra_content }),
  };
}

function toMedia(part: MediaPart, { audioInput = 'base64' }: MessageStyle): WireObject {
  const { type, filename } = part;
  const url = mediaURL(part.url);
  if (type === 'image') return { type: 'image_url', image_url: { url } };
  if (type === 'video') return { type: 'video_url', video_url: { url } };
  if (type === 'file') return { type: 'file', file: { filename: filename ?? 'file', file_data: url } };
  const { mediaType, data } = parseDataURL(url) ?? { mediaType: 'audio/mpeg', data: url };
  const format = mediaType.endsWith('mpeg') ? 'mp3' : mediaType.slice('audio/'.length);
  return { type: 'input_audio', input_audio: { data: audioInput === 'url' ? url : data, format } };
}

/** Returns a data URL with the registered name of its media type. Services reject names such as `image/jpg`. */
export function mediaURL(url: string): string {
  const inline = parseDataURL(url);
  const name = inline && mediaTypeName(inline.mediaType);
  return inline && name !== inline.mediaType
    ? toDataURL({ mediaType: name ?? inline.mediaType, data: inline.data })
    : url;
}
