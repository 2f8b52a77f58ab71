import { type ContentPart, isMediaPart, type MediaPart, type Message, messageParts, messageText } from '@rephysco/core';
import { asObject, asText, outputText, parseDataURL, type WireObject, withNote } from '@rephysco/core/provider';
import { mediaURL } from '../chat/to-message.ts';

/** Options for writing input items for one model. */
export interface InputStyle {
  /** Role of system prompts. */
  readonly systemRole: string;
  /** Provider whose `providerData` belongs to this service. */
  readonly provider: string;
}

/** Returns the input items of a message. */
export function toInput(message: Message, style: InputStyle): readonly WireObject[] {
  switch (message.role) {
    case 'system':
      return [{ role: style.systemRole, content: messageText(message) }];
    case 'user':
      return [{ role: 'user', content: userContent(message) }];
    case 'assistant':
      return answerItems(messageParts(message), style.provider);
    case 'tool':
      return toolTurn(messageParts(message));
  }
}

/** Media that tools returned follow their results in a user message, which every service of this protocol accepts. */
function toolTurn(parts: readonly ContentPart[]): readonly WireObject[] {
  const results = parts.filter((part) => part.type === 'tool-result');
  const others = parts.filter((part) => part.type !== 'tool-result');
  const items = results.map(({ id, output }) => ({
    type: 'function_call_output',
    call_id: id,
    output: outputText(output),
  }));
  if (others.length === 0) return items;
  return [...items, { role: 'user', content: userContent({ role: 'user', content: others }) }];
}

function userContent(message: Message): unknown {
  if (typeof message.content === 'string') return message.content;
  return message.content.flatMap((part) => {
    if (part.type === 'text') return [{ type: 'input_text', text: part.text }];
    return isMediaPart(part) ? [toMedia(part)] : [];
  });
}

function toMedia({ type, url: given, filename }: MediaPart): WireObject {
  const url = mediaURL(given);
  if (type === 'image') return { type: 'input_image', image_url: url };
  if (type === 'file') {
    return url.startsWith('data:')
      ? { type: 'input_file', filename: filename ?? 'file', file_data: url }
      : { type: 'input_file', file_url: url };
  }
  const { mediaType = 'audio/mpeg', data = url } = parseDataURL(url) ?? {};
  const format = mediaType.endsWith('mpeg') ? 'mp3' : mediaType.slice('audio/'.length);
  return { type: 'input_audio', input_audio: { data, format } };
}

/**
 * Returns an answer as its original items. A reasoning item is sent back only before the item that followed it, which
 * needs its id: otherwise the service rejects the whole request. An item of another kind is sent back unchanged.
 */
function answerItems(parts: readonly ContentPart[], provider: string): readonly WireObject[] {
  const items: WireObject[] = [];
  let text = '';
  let reasoning: WireObject[] = [];
  const push = (item: WireObject, id: string | undefined): void => {
    if (id !== undefined) items.push(...reasoning);
    reasoning = [];
    items.push(id === undefined ? item : { ...item, id });
  };
  const flush = (data?: WireObject): void => {
    const id = asText(data?.id);
    if (text !== '')
      push({ type: 'message', role: 'assistant', content: [{ type: 'output_text', text, annotations: [] }] }, id);
    text = '';
  };
  for (const part of parts) {
    const data = 'providerData' in part ? asObject(part.providerData?.[provider]) : undefined;
    const item = asObject(data?.item);
    if (item) {
      flush();
      push(isMediaPart(part) ? { ...item, result: parseDataURL(part.url)?.data } : item, asText(item.id));
    } else if (part.type === 'text' || part.type === 'refusal') {
      text += part.text;
      if (data) flush(data);
    } else if (isMediaPart(part)) {
      text = withNote(text, part);
    } else if (part.type === 'reasoning' && data) {
      flush();
      reasoning.push({ type: 'reasoning', ...data });
    } else if (part.type === 'tool-call') {
      flush();
      const value = typeof part.arguments === 'string' ? part.arguments : JSON.stringify(part.arguments ?? {});
      push({ type: 'function_call', call_id: part.id, name: part.name, arguments: value }, asText(data?.id));
    }
  }
  flush();
  return items;
}
