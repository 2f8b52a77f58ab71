import { ConfigurationError } from '@rephysco/core';
import { decodeText } from '../decode-text.ts';
import { maxInputBytes } from './input-lines.ts';
import type { Terminal } from './terminal.ts';

/**
 * Joins piped text and arguments with a blank line.
 *
 * @throws ConfigurationError if all are empty
 */
export function joinPrompt(parts: readonly string[]): string {
  const said = parts.map((part) => part.trimEnd()).filter((part) => part.trim() !== '');
  if (said.length > 0) return said.join('\n\n');
  throw new ConfigurationError(
    "The prompt is empty. Pass it as an argument, or pipe it in: rephysco generate 'Hello'.",
  );
}

/** Returns piped input, or no bytes if standard input is a keyboard. @throws like `readStandardInput` */
export async function readPiped(terminal: Terminal): Promise<Uint8Array> {
  const file = terminal.readInputFile?.(maxInputBytes);
  if (file) return file;
  return terminal.stdin.isTTY ? new Uint8Array() : readStandardInput(terminal);
}

/**
 * Decodes piped bytes as text. Prints a note if they are not UTF-8.
 *
 * @throws ConfigurationError for binary data
 */
export function pipedText(bytes: Uint8Array, { notes }: Pick<Terminal, 'notes'>): string {
  const { text, encoding } = decodeText(bytes, 'standard input');
  if (encoding) notes.write(`note: standard input is not UTF-8; it was read as ${encoding}\n`);
  return text;
}

/** Milliseconds before a notice that the program is waiting for standard input. */
const patience = 1000;

const tooLong = (): ConfigurationError =>
  new ConfigurationError(
    `Standard input has more than ${maxInputBytes} bytes (20 MiB), the limit for one prompt. No request was sent. ` +
      'Shorten it, or use --each to send every line as a prompt.',
  );

/**
 * Reads all of standard input. Waits until it is closed, because it may arrive slowly.
 *
 * @throws ConfigurationError for more than 20 MiB; the reason of the signal if it aborts
 */
export async function readStandardInput({ stdin, notes, signal }: Terminal): Promise<Uint8Array> {
  const hint = setTimeout(() => {
    if (notes.isTTY) notes.write('waiting for text on standard input (Ctrl-D ends it, --no-stdin skips it)\n');
  }, patience);
  const stop = (): unknown => stdin.destroy(new Error(String(signal.reason)));
  signal.addEventListener('abort', stop, { once: true });
  try {
    const parts: Buffer[] = [];
    let size = 0;
    for await (const part of stdin) {
      const bytes = Buffer.from(part);
      size += bytes.length;
      if (size > maxInputBytes) throw tooLong();
      parts.push(bytes);
    }
    return Buffer.concat(parts);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    clearTimeout(hint);
    signal.removeEventListener('abort', stop);
  }
}
