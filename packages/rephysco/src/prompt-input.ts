import { ConfigurationError } from '@rephysco/core';
import type { Terminal } from './terminal.ts';

/**
 * The prompt: what was piped in, a blank line, the arguments; or one of the two alone.
 *
 * @throws ConfigurationError when there is neither
 */
export async function readPrompt(words: readonly string[], terminal: Terminal, useStdin: boolean): Promise<string> {
  const argument = words.join(' ');
  const piped = useStdin && !terminal.stdin.isTTY ? await readAll(terminal) : '';
  const parts = [piped.trimEnd(), argument].filter((part) => part.trim() !== '');
  if (parts.length > 0) return parts.join('\n\n');
  throw new ConfigurationError(
    "The prompt is empty. Pass it as an argument, or pipe it in: rephysco generate 'Hello'.",
  );
}

/** Long enough for a program that starts up, short enough to be noticed by a person who waits. */
const patience = 1000;

async function readAll({ stdin, stderr, signal }: Terminal): Promise<string> {
  const hint = setTimeout(() => {
    if (stderr.isTTY) stderr.write('waiting for text on standard input (Ctrl-D ends it, --no-stdin skips it)\n');
  }, patience);
  const stop = (): unknown => stdin.destroy(new Error(String(signal.reason)));
  signal.addEventListener('abort', stop, { once: true });
  try {
    const parts: Buffer[] = [];
    for await (const part of stdin) parts.push(Buffer.from(part));
    return Buffer.concat(parts).toString('utf8');
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    clearTimeout(hint);
    signal.removeEventListener('abort', stop);
  }
}
