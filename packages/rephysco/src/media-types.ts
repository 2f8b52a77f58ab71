import { extname } from 'node:path';
import { tryDecodeText } from './decode-text.ts';

/** Types by file extension that the tables get wrong: they list `.ts` as a video stream and detect `.svg` as XML. */
const ownTypes: Readonly<Record<string, string>> = {
  '.ts': 'text/plain',
  '.mts': 'text/plain',
  '.cts': 'text/plain',
  '.tsx': 'text/plain',
  '.svg': 'image/svg+xml',
};

const textTypes = /^(?:text\/|application\/(?:json|xml|javascript|yaml|toml|x-sh|sql)|.*\+(?:json|xml)$)/;

/**
 * Returns the media type of bytes: by their signature, as text if they are UTF-8, or by the name. Never an empty
 * string.
 */
export async function mediaTypeOf(bytes: Uint8Array, name: string): Promise<string | undefined> {
  const { fileTypeFromBuffer } = await import('file-type');
  const signature = (await fileTypeFromBuffer(bytes))?.mime;
  const named = await typeOfName(name);
  if (signature !== undefined && signature !== 'application/xml') return signature;
  if (isText(bytes)) return named === 'image/svg+xml' || (named && textTypes.test(named)) ? named : 'text/plain';
  return named;
}

/** Returns the media type of a file extension. */
export async function typeOfName(name: string): Promise<string | undefined> {
  const { lookup } = await import('mrmime');
  const ending = extname(name).toLowerCase();
  return ownTypes[ending] ?? (ending === '' ? undefined : lookup(ending));
}

/** Returns `true` for text: UTF-8, UTF-16, or a single-byte encoding. */
export function isText(bytes: Uint8Array): boolean {
  return tryDecodeText(bytes) !== undefined;
}
