import { ConfigurationError } from '@rephysco/core';
import type { Terminal } from './terminal.ts';

/** Reads a line without echo. @throws ConfigurationError if the input is empty */
export async function readHidden(question: string, { stdin, stderr, signal }: Terminal): Promise<string> {
  const { createInterface } = await import('node:readline');
  const { Writable } = await import('node:stream');
  const nowhere = new Writable({ write: (_, __, done) => done() });
  const reader = createInterface({ input: stdin, output: nowhere, terminal: true, history: [], historySize: 0 });
  // Asks only after the echo is turned off.
  stderr.write(question);
  try {
    return await new Promise<string>((resolve, reject) => {
      const cancel = (): void => reject(new ConfigurationError('Nothing was entered. Nothing was stored.'));
      reader.once('line', resolve).once('SIGINT', cancel).once('close', cancel);
      signal.addEventListener('abort', cancel, { once: true });
    });
  } finally {
    reader.close();
    stderr.write('\n');
  }
}
