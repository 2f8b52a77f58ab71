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
  const { stdin, stdout, stderr, env } = process;
  for (const output of [stdout, stderr]) {
    output.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && output !== stderr)
        stderr.write(`error: the answer cannot be written: ${error.message}\n`);
      process.exit(error.code === 'EPIPE' ? 0 : 1);
    });
  }
  const controller = new AbortController();
  for (const [name, code] of Object.entries(exitCodeOfSignal)) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(code);
      controller.abort(name);
    });
  }
  return { stdin, stdout, stderr, env, cwd: process.cwd(), signal: controller.signal };
}
