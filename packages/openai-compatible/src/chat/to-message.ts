import {
  type ContentPart,
  isMediaPart,
  type MediaPart,
  type Message,
  messageParts,
  messageText,
  type ToolCallPart,
} from '@rephysco/core';
import { parseDataURL, type WireObject } from '@rephysco/core/provider';
import type { Quirks } from '../dialect.ts';
import { withNote } from './past-media-notes.ts';

/** How messages are written for one model. */
export interface MessageStyle {
  /** The role that carries system prompts. */
  readonly systemRole: string;
  readonly audioInput: Quirks['audioInput'];
}

/** A message on the wire; several for tool results, none for an empty turn, which services refuse. */
export function toMessage(message: Message, style: MessageStyle): readonly WireObject[] {
  switch (message.role) {
    case 'system':
      return [{ role: style.systemRole, content: messageText(message) }];
    case 'user':
      return [{ role: 'user', content: userContent(message, style) }];
    case 'assistant':
      return assistantTurn(messageParts(message));
    case 'tool':
      return toolTurn(messageParts(message), style);
  }
}

/** Tool messages hold text only: media that tools returned follow as a message of the user. */
function toolTurn(parts: readonly ContentPart[], style: MessageStyle): readonly WireObject[] {
  const results = parts.filter((part) => part.type === 'tool-result');
  const others = parts.filter((part) => part.type !== 'tool-result');
  const messages = results.map(({ id, output }) => ({ role: 'tool', tool_call_id: id, content: outputText(output) }));
  if (!others.some(isMediaPart)) return messages;
  return [...messages, { role: 'user', content: userContent({ role: 'user', content: others }, style) }];
}

function userContent(message: Message, style: MessageStyle): unknown {
  if (typeof message.content === 'string') return message.content;
  return message.content.flatMap((part) => {
    if (part.type === 'text') return [{ type: 'text', text: part.text }];
    return isMediaPart(part) ? [toMedia(part, style)] : [];
  });
}

/** Reasoning stays behind: services that show it refuse it in a history. */
function assistantTurn(parts: readonly ContentPart[]): readonly WireObject[] {
  const text = spoken(parts);
  const calls = parts.filter((part) => part.type === 'tool-call');
  if (calls.length > 0) return [{ role: 'assistant', content: text || null, tool_calls: calls.map(toToolCall) }];
  return text ? [{ role: 'assistant', content: text }] : [];
}

function spoken(parts: readonly ContentPart[]): string {
  let text = '';
  for (const part of parts) {
    if (isMediaPart(part)) text = withNote(text, part);
    else if (part.type === 'text' || part.type === 'refusal') text += part.text;
  }
  return text;
}

function toToolCall({ id, name, arguments: value }: ToolCallPart): WireObject {
  return {
    id,
    type: 'function',
    function: { name, arguments: typeof value === 'string' ? value : JSON.stringify(value) },
  };
}

/** What a tool gave, as text. */
export const outputText = (output: unknown): string =>
  typeof output === 'string' ? output : (JSON.stringify(output) ?? '');

function toMedia(part: MediaPart, { audioInput = 'base64' }: MessageStyle): WireObject {
  const { type, url, filename } = part;
  if (type === 'image') return { type: 'image_url', image_url: { url } };
  if (type === 'video') return { type: 'video_url', video_url: { url } };
  if (type === 'file') return { type: 'file', file: { filename: filename ?? 'file', file_data: url } };
  const { mediaType, data } = parseDataURL(url) ?? { mediaType: 'audio/mpeg', data: url };
  const format = mediaType.endsWith('mpeg') ? 'mp3' : mediaType.slice('audio/'.length);
  return { type: 'input_audio', input_audio: { data: audioInput === 'url' ? url : data, format } };
}
