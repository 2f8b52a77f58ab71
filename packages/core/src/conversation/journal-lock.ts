import { hostname, uptime } from 'node:os';
import { ConfigurationError } from '../contract/errors.ts';
import { clock } from '../util/clock.ts';
import { fs } from '../util/node-fs.ts';
import { openSafely, readOpenFile, UnsafeFileError } from '../util/safe-file.ts';

const { closeSync, lstatSync, readFileSync, unlinkSync, writeFileSync } = fs;

/** Locks that this process holds: they end with it, as far as it can see to that. */
const held = new Set<string>();

const releaseAll = (): void => held.forEach(release);

/**
 * Takes a lock that only one process can hold: a file which says whose it is. A lock whose process is gone is taken
 * over.
 *
 * @returns gives it back
 * @throws ConfigurationError that says who holds it
 * @throws Error of the file system
 */
export function takeLock(path: string): () => void {
  if (!created(path)) takeOver(path);
  if (held.size === 0) process.on('exit', releaseAll);
  held.add(path);
  return () => release(path);
}

function release(path: string): void {
  if (!held.delete(path)) return;
  if (held.size === 0) process.off('exit', releaseAll);
  removed(path);
}

/** Whether the file was not there and is ours now. */
function created(path: string): boolean {
  try {
    writeFileSync(path, `${process.pid} ${hostname()}\n`, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    // A full disk takes the name and not what stands in it.
    if ((error as NodeJS.ErrnoException).syscall === 'write') removed(path);
    throw error;
  }
}

/** Under a lock of its own: of two who find the same stale lock, one would remove what the other had just taken. */
function takeOver(path: string): void {
  refuseLive(path);
  const alone = takeLock(`${path}.takeover`);
  try {
    refuseLive(path);
    removed(path);
    if (!created(path)) refuseLive(path);
  } finally {
    alone();
  }
}

function refuseLive(path: string): void {
  const owner = ownerOf(path);
  if (owner === undefined) return;
  throw new ConfigurationError(
    `The conversation is open elsewhere (${owner}). Close it there, or, where that is over, remove ${path}.`,
  );
}

/** Returns who holds a lock, in words; `undefined` if its process is gone. */
function ownerOf(path: string): string | undefined {
  const since = lstatSync(path, { throwIfNoEntry: false })?.mtimeMs;
  if (since === undefined) return undefined;
  const [, holder, host] = /^(\d+) (.*)\n$/.exec(contentOf(path) ?? '') ?? [];
  if (holder === undefined) return 'its lock does not say by whom';
  if (host !== hostname()) return `process ${holder} on ${host}`;
  // A process cannot have made a lock before it began: its number is that of an earlier one, for example of a container
  // that was started again. Dates of files are coarse, and clocks are set.
  const isReused = since < startOf(Number(holder)) - 2000;
  return isReused || !isAlive(Number(holder)) ? undefined : `process ${holder}`;
}

/** The text of a lock; `undefined` if it is gone, or not a lock. */
function contentOf(path: string): string | undefined {
  try {
    const opened = openSafely(path, { maxBytes: 1024, own: false });
    try {
      return readOpenFile(opened).toString();
    } finally {
      closeSync(opened.file);
    }
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || error instanceof UnsafeFileError) return undefined;
    throw error;
  }
}

/** When a process began, in milliseconds since 1970. Linux tells it of each; of others, this machine's start is known. */
function startOf(other: number): number {
  const now = clock.now();
  // Deno's `node:process` has no export `uptime`; its `process` has the method.
  if (other === process.pid) return now - process.uptime() * 1000;
  const started = now - uptime() * 1000;
  try {
    // https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: the 22nd field, in hundredths of a second since the
    // start of the machine. The second one is a name, which may hold blanks and brackets.
    const stat = readFileSync(`/proc/${other}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return started + Number(fields[19]) * 10;
  } catch {
    return started;
  }
}

function isAlive(other: number): boolean {
  try {
    return process.kill(other, 0);
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

function removed(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

const codeOf = (error: unknown): unknown => (error as NodeJS.ErrnoException).code;
