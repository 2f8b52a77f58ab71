import { ConfigurationError } from '@rephysco/core';
import { decodeText } from './decode-text.ts';

/**
 * Reads a file as text. Supports UTF-16 and byte order marks.
 *
 * @throws ConfigurationError that names the file and the reason
 */
export async function readText(path: string, what: string): Promise<string> {
  const { readFile } = await import('node:fs/promises');
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'the file does not exist' : code === 'EISDIR' ? 'it is a folder' : message;
    throw new ConfigurationError(`The file ${path} for ${what} cannot be read: ${why}.`, { cause });
  }
  return decodeText(bytes, `The file ${path} for ${what}`).text;
}
