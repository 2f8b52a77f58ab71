import { type MediaPart, type Message, messageParts } from '@rephysco/core';
import type { GenerateRequest } from '@rephysco/core/middleware';
import { typeOfName } from '../media-types.ts';

/** Request with placeholders instead of downloaded media. */
export interface Placeholders {
  /** Request with a placeholder for each medium that would be downloaded. */
  readonly request: GenerateRequest;
  /** Returns a text in which each placeholder is replaced by a description of the medium. */
  explain(text: string): string;
}

/** Replaces the media of a request that have a URL by placeholders. */
export async function withPlaceholders(request: GenerateRequest): Promise<Placeholders> {
  const explanations = new Map<string, string>();
  const replace = async (part: MediaPart): Promise<MediaPart> => {
    const explanation = `(the bytes of ${part.url})`;
    const data = Buffer.from(explanation).toString('base64');
    explanations.set(data, explanation);
    const mediaType = part.mediaType ?? (await typeOfName(new URL(part.url).pathname)) ?? 'application/octet-stream';
    return { ...part, mediaType, url: `data:${mediaType};base64,${data}` };
  };
  const messages = await Promise.all(request.messages.map((message) => replaceIn(message, replace)));
  return {
    request: { ...request, messages },
    explain(text) {
      let explained = text;
      for (const [data, explanation] of explanations) explained = explained.replaceAll(data, explanation);
      return explained;
    },
  };
}

async function replaceIn(message: Message, replace: (part: MediaPart) => Promise<MediaPart>): Promise<Message> {
  if (typeof message.content === 'string') return message;
  const content = messageParts(message).map(async (part) =>
    'url' in part && /^https?:/i.test(part.url) ? replace(part) : part,
  );
  return { ...message, content: await Promise.all(content) };
}
