import { Readable } from 'node:stream';
import type { Terminal } from '../terminal/terminal.ts';

/** A terminal in memory, for tests. */
export interface FakeTerminal extends Terminal {
  readonly out: () => string;
  readonly err: () => string;
  /** As Ctrl-C and `kill` do. */
  readonly interrupt: (signal: 'SIGINT' | 'SIGTERM') => void;
}

/** A folder that does not exist. */
const nowhere = '/nonexistent/rephysco';

/** A terminal whose standard input holds a text, or is a keyboard without input. */
export function fakeTerminal(piped?: string, env: Readonly<Record<string, string>> = {}): FakeTerminal {
  const written = { stdout: '', stderr: '' };
  const controller = new AbortController();
  const stdin = Object.assign(Readable.from(piped === undefined ? [] : [piped]), { isTTY: piped === undefined });
  const writeTo = (name: keyof typeof written) => ({
    write: (text: string): void => {
      written[name] += text;
    },
  });
  const stderr = writeTo('stderr');
  return {
    stdin,
    stdout: writeTo('stdout'),
    stderr,
    notes: stderr,
    // Nothing of the user who runs the tests is read.
    env: { REPHYSCO_HOME: nowhere, ...env },
    cwd: nowhere,
    signal: controller.signal,
    out: () => written.stdout,
    err: () => written.stderr,
    interrupt: (signal) => controller.abort(signal),
  };
}
