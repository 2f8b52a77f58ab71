import type { Readable } from 'node:stream';

/** Where a command reads and writes, and when it is told to stop. Passed in, so that commands can be tested. */
export interface Terminal {
  readonly stdin: Keyboard;
  /** The answer, and nothing else. */
  readonly stdout: Output;
  /** Everything else. */
  readonly stderr: Output;
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

/** A stream to write to. */
export interface Output {
  readonly isTTY?: boolean | undefined;
  /** Width of the screen in characters. */
  readonly columns?: number | undefined;
  write(text: string): unknown;
  on?(event: 'resize', listener: () => void): unknown;
  off?(event: 'resize', listener: () => void): unknown;
}

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
    get stdout() {
      stdout ??= guarded(process.stdout);
      return stdout;
    },
    get stderr() {
      stderr ??= guarded(process.stderr);
      return stderr;
    },
    env: process.env,
    cwd: process.cwd(),
    signal: controller.signal,
  };
}

/** A terminal whose standard error is another one. */
export function withStandardError(terminal: Terminal, stderr: Output): Terminal {
  return Object.defineProperty(Object.create(terminal), 'stderr', { value: stderr }) as Terminal;
}

function guarded(output: NodeJS.WriteStream): NodeJS.WriteStream {
  return output.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && output !== process.stderr) {
      process.stderr.write(`error: the answer cannot be written: ${error.message}\n`);
    }
    process.exit(error.code === 'EPIPE' ? 0 : 1);
  });
}
