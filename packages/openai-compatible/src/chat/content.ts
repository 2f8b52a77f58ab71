import { asList, asObject, asText, type ContentEvent, parseDataURL, type WireObject } from '@rephysco/core/provider';
import type { Dialect } from '../dialect.ts';

/** The facts of a dialect that reading content depends on. */
export type ContentDialect = Pick<Dialect, 'name' | 'quirks'>;

/** Fields in which services send the thinking of a model, in order of preference: gateways send it in several. */
const reasoningFields = ['reasoning_content', 'reasoning', 'reasoning_text', 'thinking', 'thinking_content'] as const;

/** The reasoning of a message or a delta. */
export interface Reasoning {
  readonly text: string;
  /** The field in which the text was sent, which some services demand back. */
  readonly field?: string | undefined;
}

/** Returns the reasoning of a message or a delta in any spelling. */
export function reasoningOf(message: WireObject): Reasoning | undefined {
  for (const field of reasoningFields) {
    const text = textIn(message[field]);
    if (text !== '') return { text, field };
  }
  const details = textIn(message.reasoning_details) || textIn(message.thinking_blocks);
  return details === '' ? undefined : { text: details };
}

/** The text of a value: a text, an object with a text, or a list of these. */
function textIn(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(textIn).join('');
  const part = asObject(value);
  return part ? textIn(part.text ?? part.summary ?? part.thinking ?? part.content ?? part.reasoning) : '';
}

/** Returns the content of a message or a delta. Tool calls are left to their collector. */
export function contentEvents(message: WireObject, dialect: ContentDialect): readonly ContentEvent[] {
  const reasoning = reasoningOf(message);
  const content = message.content ?? message.text;
  const refusal = asText(message.refusal);
  return [
    ...(reasoning ? [{ type: 'reasoning', text: reasoning.text } as const] : []),
    ...(typeof content === 'string' ? textEvent(content) : partsOf(content, dialect)),
    ...(refusal ? [{ type: 'refusal', text: refusal } as const] : []),
    ...asList(message.images).flatMap(imageEvents),
    ...audioEvents(message.audio, dialect),
  ];
}

const textEvent = (text: string): readonly ContentEvent[] => (text === '' ? [] : [{ type: 'text', text }]);

/** The events of a content that is a list of parts, or one part. */
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
  // A part of a kind that is not known here, such as a reference, is kept in its place.
  const known = Object.keys(part).every((name) => name === 'type' || name === 'text' || name === 'index');
  return known ? [] : [{ type: 'text', text: '', providerData: { [dialect.name]: { part } } }];
}

/** An image as a data URL or bare base64. Only its address is known of an image that the service keeps elsewhere. */
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
