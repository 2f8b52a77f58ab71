import { ConfigurationError } from '@rephysco/core';
import { decodeText } from '../decode-text.ts';
import type { Terminal } from './terminal.ts';

/**
 * The prompt: what was piped in, a blank line, the arguments; or one of the two alone.
 *
 * @throws ConfigurationError when there is neither
 */
export function joinPrompt(parts: readonly string[]): string {
  const said = parts.map((part) => part.trimEnd()).filter((part) => part.trim() !== '');
  if (said.length > 0) return said.join('\n\n');
  throw new ConfigurationError(
    "The prompt is empty. Pass it as an argument, or pipe it in: rephysco generate 'Hello'.",
  );
}

/** What was piped in, empty where a person types: nobody is asked to. @throws the signal's reason when it aborts */
export async function readPiped(terminal: Terminal): Promise<Uint8Array> {
  const file = terminal.readInputFile?.();
  if (file) return file;
  return terminal.stdin.isTTY ? new Uint8Array() : readStandardInput(terminal);
}

/**
 * Returns piped bytes as text, and tells on standard error where they were not UTF-8.
 *
 * @throws ConfigurationError for binary data
 */
export function pipedText(bytes: Uint8Array, { notes }: Pick<Terminal, 'notes'>): string {
  const { text, encoding } = decodeText(bytes, 'standard input');
  if (encoding) notes.write(`note: standard input is not UTF-8; it was read as ${encoding}\n`);
  return text;
}

/** Long enough for a program that starts up, short enough to be noticed by a person who waits. */
const patience = 1000;

/**
 * All of standard input. It is waited for as long as it is open, since it may come slowly; a person is told so.
 *
 * @throws the signal's reason when it aborts
 */
export async function readStandardInput({ stdin, notes, signal }: Terminal): Promise<Uint8Array> {
  const hint = setTimeout(() => {
    if (notes.isTTY) notes.write('waiting for text on standard input (Ctrl-D ends it, --no-stdin skips it)\n');
  }, patience);
  const stop = (): unknown => stdin.destroy(new Error(String(signal.reason)));
  signal.addEventListener('abort', stop, { once: true });
  try {
    const parts: Buffer[] = [];
    for await (const part of stdin) parts.push(Buffer.from(part));
    return Buffer.concat(parts);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    clearTimeout(hint);
    signal.removeEventListener('abort', stop);
  }
}
