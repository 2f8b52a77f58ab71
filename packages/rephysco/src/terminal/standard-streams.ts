import type { Output } from './output.ts';

const fs: typeof import('node:fs') = process.getBuiltinModule('node:fs');

/** Returns the type of a file descriptor, without loading another part of Node. */
function behind(descriptor: number): 'file' | 'pipe' | 'device' {
  try {
    const stats = fs.fstatSync(descriptor);
    if (stats.isFile()) return 'file';
    if (!stats.isCharacterDevice()) return 'pipe';
    return process.platform !== 'win32' && stats.rdev === fs.statSync('/dev/null').rdev ? 'file' : 'device';
  } catch {
    return 'device';
  }
}

/**
 * Reads standard input synchronously if it is a file or the null device. Node's stream for it takes 6 ms of CPU to
 * create.
 *
 * @param limit maximum size in bytes
 * @returns `undefined` for a keyboard, a pipe or a file over the limit, which the caller reads as a stream
 */
export function readInputFile(limit: number): Uint8Array | undefined {
  if (behind(0) !== 'file' || fs.fstatSync(0).size > limit) return undefined;
  return fs.readFileSync(0);
}

/** Output of the process, with its Node stream, which is created on first use. */
export interface StandardOutput {
  readonly descriptor: 1 | 2;
  readonly stream: () => NodeJS.WriteStream;
  /** Called if writing fails. */
  readonly fail: (error: NodeJS.ErrnoException) => void;
}

/**
 * Creates an output that writes to a terminal through Node's stream, and to files and pipes directly. Creating Node's
 * stream takes up to 6 ms of CPU.
 */
export function createOutput({ descriptor, stream, fail }: StandardOutput): Output {
  let made: NodeJS.WriteStream | undefined;
  const full = (): NodeJS.WriteStream => {
    made ??= stream().on('error', fail);
    return made;
  };
  const onScreen = behind(descriptor) === 'device' && process.getBuiltinModule('node:tty').isatty(descriptor);
  if (onScreen || process.platform === 'win32') return full();
  return {
    isTTY: false,
    write(text) {
      if (made) return made.write(text);
      const bytes = Buffer.from(text);
      for (let written = 0; written < bytes.length; ) {
        try {
          written += fs.writeSync(descriptor, bytes, written);
        } catch (error) {
          // A non-blocking pipe is full. Node's stream waits until it is writable.
          if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return full().write(bytes.subarray(written));
          fail(error as NodeJS.ErrnoException);
          return false;
        }
      }
      return true;
    },
  };
}
