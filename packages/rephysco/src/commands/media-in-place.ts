import { type MediaPart, type Message, messageParts } from '@rephysco/core';
import type { GenerateRequest } from '@rephysco/core/middleware';
import { typeOfName } from '../media-types.ts';

/** What stands in the place of bytes that were not fetched. */
export interface Placeholders {
  /** The request with something in the place of all media that would be fetched. */
  readonly request: GenerateRequest;
  /** A text in which what was put there says what would stand there. */
  explain(text: string): string;
}

/** Puts something in the place of the media of a request that stand in the web. */
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
