import { type ContentPart, isMediaPart, type MediaPart, type Message } from '@rephysco/core';

/** Downloads the media of a part and returns the part with the bytes in place of the URL. */
export type Download = (part: MediaPart) => Promise<MediaPart>;

/**
 * Returns the messages with media downloaded that the service cannot fetch itself. The service accepts data URLs and
 * URLs of Cloud Storage, of its Files API and of YouTube. It fetches other URLs only for some models and regions.
 *
 * @throws any error of the download
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
