import { extname } from 'node:path';
import { tryDecodeText } from './decode-text.ts';

/** Names that the tables know as something else, measured: `.ts` as a video stream, `.svg` sniffed as XML. */
const ownTypes: Readonly<Record<string, string>> = {
  '.ts': 'text/plain',
  '.mts': 'text/plain',
  '.cts': 'text/plain',
  '.tsx': 'text/plain',
  '.svg': 'image/svg+xml',
};

const textTypes = /^(?:text\/|application\/(?:json|xml|javascript|yaml|toml|x-sh|sql)|.*\+(?:json|xml)$)/;

/** The media type of bytes: by their signature, else text where they are UTF-8, else by the name. Never an empty one. */
export async function mediaTypeOf(bytes: Uint8Array, name: string): Promise<string | undefined> {
  const { fileTypeFromBuffer } = await import('file-type');
  const signature = (await fileTypeFromBuffer(bytes))?.mime;
  const named = await typeOfName(name);
  if (signature !== undefined && signature !== 'application/xml') return signature;
  if (isText(bytes)) return named === 'image/svg+xml' || (named && textTypes.test(named)) ? named : 'text/plain';
  return named;
}

/** The media type that a name's ending stands for. */
export async function typeOfName(name: string): Promise<string | undefined> {
  const { lookup } = await import('mrmime');
  const ending = extname(name).toLowerCase();
  return ownTypes[ending] ?? (ending === '' ? undefined : lookup(ending));
}

/** Returns `true` for bytes that are text: UTF-8, UTF-16, or one byte a character. */
export function isText(bytes: Uint8Array): boolean {
  return tryDecodeText(bytes) !== undefined;
}
