import { asList, asObject, asText, type ContentEvent, parseDataURL, type WireObject } from '@rephysco/core/provider';
import type { Dialect } from '../dialect.ts';

/** Facts of a dialect that determine how content is read. */
export type ContentDialect = Pick<Dialect, 'name' | 'quirks'>;

/** Fields in which services send reasoning, in order of preference. Some gateways send it in several fields. */
const reasoningFields = ['reasoning_content', 'reasoning', 'reasoning_text', 'thinking', 'thinking_content'] as const;

/** Reasoning of a message or a delta. */
export interface Reasoning {
  readonly text: string;
  /** Field that contained the text. Some services require the reasoning back in the same field. */
  readonly field?: string | undefined;
}

/** Returns the reasoning of a message or a delta, from any of `reasoningFields`. */
export function reasoningOf(message: WireObject): Reasoning | undefined {
  for (const field of reasoningFields) {
    const value = message[field];
    if (value === undefined || value === null) continue;
    const text = textIn(value);
    if (text !== '') return { text, field };
  }
  if (message.reasoning_details === undefined && message.thinking_blocks === undefined) return undefined;
  const details = textIn(message.reasoning_details) || textIn(message.thinking_blocks);
  return details === '' ? undefined : { text: details };
}

/** Returns the text of a string, of an object with a text, or of a list of these. */
function textIn(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(textIn).join('');
  const part = asObject(value);
  return part ? textIn(part.text ?? part.summary ?? part.thinking ?? part.content ?? part.reasoning) : '';
}

/**
 * Returns the content of a message or a delta, except tool calls, which `collectToolCalls` reads.
 *
 * @param reasoning result of `reasoningOf`
 */
export function contentEvents(
  message: WireObject,
  dialect: ContentDialect,
  reasoning: Reasoning | undefined,
): readonly ContentEvent[] {
  const content = message.content ?? message.text;
  const refusal = asText(message.refusal);
  // Most chunks of a stream contain nothing but a text.
  const isOnlyText = !reasoning && !refusal && message.images === undefined && message.audio === undefined;
  if (isOnlyText && typeof content === 'string') return textEvent(content);
  return [
    ...(reasoning ? [{ type: 'reasoning', text: reasoning.text } as const] : []),
    ...(typeof content === 'string' ? textEvent(content) : partsOf(content, dialect)),
    ...(refusal ? [{ type: 'refusal', text: refusal } as const] : []),
    ...asList(message.images).flatMap(imageEvents),
    ...audioEvents(message.audio, dialect),
  ];
}

const textEvent = (text: string): readonly ContentEvent[] => (text === '' ? [] : [{ type: 'text', text }]);

/** Returns the events of a content that is one part or a list of parts. */
function partsOf(content: unknown, dialect: ContentDialect): readonly ContentEvent[] {
  const parts = Array.isArray(content) ? content : asObject(content) ? [content] : [];
  return parts.flatMap((part: unknown) =>
    typeof part === 'string' ? textEvent(part) : fromPart(asObject(part), dialect),
  );
}

function fromPart(part: WireObject | undefined, dialect: ContentDialect): readonly ContentEvent[] {
  if (!part) return [];
  const { type } = part;
  if (type === 'thinking' || type === 'reasoning' || type === 'thought') {
    const text = textIn(part.thinking ?? part.reasoning ?? part.text ?? part.content ?? part.summary);
    return text === '' ? [] : [{ type: 'reasoning', text }];
  }
  if (type === 'refusal') return [{ type: 'refusal', text: asText(part.refusal) ?? asText(part.text) ?? '' }];
  if (type === 'image_url' || type === 'image' || type === 'output_image') return imageEvents(part);
  if (type === 'audio' || type === 'output_audio' || type === 'input_audio') {
    return audioEvents(part.audio ?? part.input_audio ?? part, dialect);
  }
  const text = typeof part.text === 'string' ? part.text : textIn(part.text ?? part.content);
  if (text !== '') return [{ type: 'text', text }];
  // A part of an unknown kind, such as a reference, is kept in its place.
  const known = Object.keys(part).every((name) => name === 'type' || name === 'text' || name === 'index');
  return known ? [] : [{ type: 'text', text: '', providerData: { [dialect.name]: { part } } }];
}

/** Returns the events of an image given as a data URL, bare base64, or the URL of an image that the service stores. */
function imageEvents(value: unknown): readonly ContentEvent[] {
  const image = asObject(value);
  const held = image?.image_url ?? image?.image ?? image?.url ?? image?.b64_json ?? image?.data ?? value;
  const source = asText(asObject(held)?.url) ?? asText(asObject(held)?.b64_json) ?? asText(held);
  if (source === undefined) return [];
  const inline = parseDataURL(source);
  if (inline) return [{ type: 'media', kind: 'image', mediaType: inline.mediaType, data: inline.data }];
  if (/^[a-z]+:\/\//i.test(source)) return [{ type: 'text', text: `![image](${source})` }];
  const mediaType = asText(image?.mime_type) ?? asText(image?.media_type) ?? 'image/png';
  return [{ type: 'media', kind: 'image', mediaType, data: source }];
}

function audioEvents(value: unknown, { quirks }: ContentDialect): readonly ContentEvent[] {
  const data = asText(asObject(value)?.data);
  const mediaType = quirks?.audioOutput ?? 'audio/pcm;rate=24000';
  return data ? [{ type: 'media', kind: 'audio', mediaType, data }] : [];
}
