import { Readable } from 'node:stream';
import type { Terminal } from '../terminal/terminal.ts';

/** In-memory terminal for tests. */
export interface FakeTerminal extends Terminal {
  readonly out: () => string;
  readonly err: () => string;
  /** Interrupts the command like Ctrl-C or `kill`. */
  readonly interrupt: (signal: 'SIGINT' | 'SIGTERM') => void;
}

/** Folder that does not exist. */
const nowhere = '/nonexistent/rephysco';

/** Creates a terminal whose standard input contains a text, or is a keyboard without input. */
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
    // The tests do not read settings of the user who runs them.
    env: { REPHYSCO_HOME: nowhere, ...env },
    cwd: nowhere,
    signal: controller.signal,
    out: () => written.stdout,
    err: () => written.stderr,
    interrupt: (signal) => controller.abort(signal),
  };
}
