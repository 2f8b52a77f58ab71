import { type ContentPart, isMediaPart, type MediaPart, type Message } from '@rephysco/core';

/** Fetches a medium from its URL and puts its bytes into the part. */
export type Download = (part: MediaPart) => Promise<MediaPart>;

/**
 * The messages with the media that the service cannot reach put into them. It takes data URLs, addresses of Cloud
 * Storage and of its own Files API, and YouTube's; other URLs only on some models, and not from every region.
 *
 * @throws whatever the download throws
 */
export async function inlineMedia(
  messages: readonly Message[],
  baseURL: string,
  download: Download,
): Promise<readonly Message[]> {
  const inline = async (part: ContentPart): Promise<ContentPart> =>
    isMediaPart(part) && !isReachable(part.url, baseURL) ? download(part) : part;
  return Promise.all(
    messages.map(async (message) => {
      if (typeof message.content === 'string') return message;
      return { ...message, content: await Promise.all(message.content.map(inline)) };
    }),
  );
}

const reachable =
  /^(?:data:|gs:|https:\/\/generativelanguage\.googleapis\.com\/[^?]*\bfiles\/|https:\/\/(?:www\.)?(?:youtube\.com|youtu\.be)\/)/i;

function isReachable(url: string, baseURL: string): boolean {
  return reachable.test(url) || url.startsWith(`${baseURL}/files/`);
}
