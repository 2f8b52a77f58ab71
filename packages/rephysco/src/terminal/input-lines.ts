import { StringDecoder } from 'node:string_decoder';
import { ConfigurationError } from '@rephysco/core';

/** Maximum size of standard input that is read as one text, and of one line, in bytes: 20 MiB. */
export const maxInputBytes: number = 20 * 1024 * 1024;

/**
 * Yields the lines of a stream, without line breaks. A line is read only when it is needed.
 *
 * @throws ConfigurationError for a line of more than 20 MiB
 */
export async function* inputLines(stdin: AsyncIterable<Uint8Array | string>): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let parts: string[] = [];
  let size = 0;
  for await (const chunk of stdin) {
    const [first = '', ...others] = (typeof chunk === 'string' ? chunk : decoder.write(Buffer.from(chunk))).split('\n');
    parts.push(first);
    size += first.length;
    for (const line of others) {
      yield parts.join('').replace(/\r$/, '');
      parts = [line];
      size = line.length;
    }
    if (size > maxInputBytes) {
      throw new ConfigurationError(`A line of standard input has more than ${maxInputBytes} characters, the limit.`);
    }
  }
  const last = parts.join('') + decoder.end();
  if (last !== '') yield last.replace(/\r$/, '');
}
