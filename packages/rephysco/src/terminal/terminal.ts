import type { Readable } from 'node:stream';
import type { Output } from './output.ts';
import { createOutput, readInputFile } from './standard-streams.ts';

/** Streams and stop signal of a command. They are passed in, so that commands can be tested. */
export interface Terminal {
  readonly stdin: Keyboard;
  /** Reads standard input synchronously if it is a file of at most `limit` bytes. Otherwise returns `undefined`. */
  readonly readInputFile?: (limit: number) => Uint8Array | undefined;
  /** Output of the answer only. */
  readonly stdout: Output;
  /** Output of errors, questions and everything else. */
  readonly stderr: Output;
  /** Output of progress and notes: standard error, or nothing with `--quiet`. */
  readonly notes: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The working directory. */
  readonly cwd: string;
  /** Aborts at the first Ctrl-C or `kill`, with the signal's name as reason. */
  readonly signal: AbortSignal;
}

/** Typed or piped input. */
export type Keyboard = Readable & {
  readonly isTTY?: boolean | undefined;
  /** Passes on every key as it is pressed, including Ctrl-C. */
  setRawMode?(raw: boolean): unknown;
};

/** Exit codes by signal, as in shells. */
export const exitCodeOfSignal: Readonly<Record<string, number>> = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

/** Creates the terminal of this process. If the reader of its output leaves (`| head`), the process ends quietly. */
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
    // Node creates each stream on first use, which takes some milliseconds.
    get stdin() {
      return process.stdin;
    },
    readInputFile,
    get stdout() {
      stdout ??= createOutput({ descriptor: 1, stream: () => process.stdout, fail: end });
      return stdout;
    },
    get stderr() {
      // Errors of standard error are ignored, because the answer does not depend on it.
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

/** Returns a copy of the terminal with some members replaced. */
export function withOther(terminal: Terminal, other: Partial<Pick<Terminal, 'stderr' | 'notes' | 'env'>>): Terminal {
  return Object.defineProperties(Object.create(terminal), Object.getOwnPropertyDescriptors(other)) as Terminal;
}

/** Ends the process after its output failed: silently if the reader left, otherwise with the reason. */
function end({ code, message }: NodeJS.ErrnoException): never {
  if (code === 'EPIPE') process.exit(0);
  try {
    const line = `error: cannot write the answer: ${message}\n`;
    process.getBuiltinModule('node:fs').writeSync(2, line);
  } finally {
    process.exit(1);
  }
}
