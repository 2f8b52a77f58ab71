import type { Readable } from 'node:stream';
import type { Output } from './output.ts';
import { createOutput, readInputFile } from './standard-streams.ts';

/** Streams and stop signal of a command. Passed in, so that commands can be tested. */
export interface Terminal {
  readonly stdin: Keyboard;
  /** Reads standard input at once if it is a file of at most `limit` bytes; else returns `undefined`. */
  readonly readInputFile?: (limit: number) => Uint8Array | undefined;
  /** The answer, and nothing else. */
  readonly stdout: Output;
  /** Everything else: errors, and what a person is asked. */
  readonly stderr: Output;
  /** What happens on the way: standard error, or nothing with `--quiet`. */
  readonly notes: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The working directory. */
  readonly cwd: string;
  /** Aborts with the signal's name at the first Ctrl-C or `kill`. */
  readonly signal: AbortSignal;
}

/** What is typed or piped in. */
export type Keyboard = Readable & {
  readonly isTTY?: boolean | undefined;
  /** Hands over every key as it is pressed, Ctrl-C included. */
  setRawMode?(raw: boolean): unknown;
};

/** Exit codes of signals, as shells have them. */
export const exitCodeOfSignal: Readonly<Record<string, number>> = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

/** The process's own terminal. A reader that left (`| head`) ends the process quietly. */
export function createTerminal(): Terminal {
  const controller = new AbortController();
  for (const [name, code] of Object.entries(exitCodeOfSignal)) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(code);
      controller.abort(name);
    });
  }
  let stdout: Output | undefined;
  let stderr: Output | undefined;
  return {
    // Node makes each stream when it is first asked for, which takes some milliseconds.
    get stdin() {
      return process.stdin;
    },
    readInputFile,
    get stdout() {
      stdout ??= createOutput({ descriptor: 1, stream: () => process.stdout, fail: end });
      return stdout;
    },
    get stderr() {
      // The answer does not depend on standard error.
      stderr ??= createOutput({ descriptor: 2, stream: () => process.stderr, fail: () => {} });
      return stderr;
    },
    get notes() {
      return this.stderr;
    },
    env: process.env,
    cwd: process.cwd(),
    signal: controller.signal,
  };
}

/** A terminal of which some things are others. */
export function withOther(terminal: Terminal, other: Partial<Pick<Terminal, 'stderr' | 'notes' | 'env'>>): Terminal {
  return Object.defineProperties(Object.create(terminal), Object.getOwnPropertyDescriptors(other)) as Terminal;
}

/** Ends the process after its output failed: silently if the reader left, otherwise with the reason. */
function end({ code, message }: NodeJS.ErrnoException): never {
  if (code === 'EPIPE') process.exit(0);
  try {
    const line = `error: the answer cannot be written: ${message}\n`;
    process.getBuiltinModule('node:fs').writeSync(2, line);
  } finally {
    process.exit(1);
  }
}
