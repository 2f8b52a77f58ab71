import { ConfigurationError } from '@rephysco/core';
import { decodeText } from './decode-text.ts';

/**
 * Returns a file as text. UTF-16 and byte order marks are understood.
 *
 * @throws ConfigurationError that names the file and says what is wrong
 */
export async function readText(path: string, what: string): Promise<string> {
  const { readFile } = await import('node:fs/promises');
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : message;
    throw new ConfigurationError(`The file ${path} for ${what} cannot be read: ${why}.`, { cause });
  }
  return decodeText(bytes, `The file ${path} for ${what}`).text;
}
