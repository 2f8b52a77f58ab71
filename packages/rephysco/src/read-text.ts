import { ConfigurationError } from '@rephysco/core';

/** A file as text. @throws ConfigurationError that names the file and says what is wrong */
export async function readText(path: string, what: string): Promise<string> {
  const { readFile } = await import('node:fs/promises');
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : message;
    throw new ConfigurationError(`The file ${path} for ${what} cannot be read: ${why}.`, { cause });
  }
}
