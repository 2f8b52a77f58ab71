import { hostname, uptime } from 'node:os';
import { clock } from './clock.ts';
import { fs } from './node-fs.ts';
import { openSafely, readOpenFile, UnsafeFileError } from './safe-file.ts';

/** Locks of this process. They are released when it exits, unless it is killed. */
const held = new Set<string>();

const releaseAll = (): void => held.forEach(release);

/** Returns the error for a lock that another process holds. `owner` describes that process. */
export type Refusal = (owner: string, path: string) => Error;

/**
 * Takes a lock that only one process can hold: a file that contains the process id and the host. The lock of a process
 * that no longer exists is taken over.
 *
 * @returns a function that releases the lock
 * @throws the error of `refuse` if another process holds the lock
 * @throws Error of the file system
 */
export function takeLock(path: string, refuse: Refusal): () => void {
  if (!created(path)) takeOver(path, refuse);
  if (held.size === 0) process.on('exit', releaseAll);
  held.add(path);
  return () => release(path);
}

function release(path: string): void {
  if (!held.delete(path)) return;
  if (held.size === 0) process.off('exit', releaseAll);
  removed(path);
}

/** Creates the lock file. Returns `false` if it exists already. */
function created(path: string): boolean {
  try {
    fs.writeFileSync(path, `${process.pid} ${hostname()}\n`, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    // A full disk creates the file and rejects its content.
    if ((error as NodeJS.ErrnoException).syscall === 'write') removed(path);
    throw error;
  }
}

/** Replaces a stale lock under a second lock: without it, two processes could remove each other's new lock. */
function takeOver(path: string, refuse: Refusal): void {
  refuseLive(path, refuse);
  const alone = takeLock(`${path}.takeover`, refuse);
  try {
    refuseLive(path, refuse);
    removed(path);
    if (!created(path)) refuseLive(path, refuse);
  } finally {
    alone();
  }
}

function refuseLive(path: string, refuse: Refusal): void {
  const owner = ownerOf(path);
  if (owner !== undefined) throw refuse(owner, path);
}

/** Returns a description of the process that holds a lock; `undefined` if that process no longer exists. */
function ownerOf(path: string): string | undefined {
  const holder = lockHolder(path);
  if (!holder) return undefined;
  const { pid, host } = holder;
  if (pid === undefined) return 'its lock file contains no process id';
  return host === hostname() ? `process ${pid}` : `process ${pid} on ${host}`;
}

/** Process that holds a lock. */
export interface LockHolder {
  /** Absent if the lock file contains no process id. */
  readonly pid?: number | undefined;
  readonly host?: string | undefined;
}

/** Returns the process that holds a lock, or `undefined` if the lock is free or its process no longer exists. */
export function lockHolder(path: string): LockHolder | undefined {
  const since = fs.lstatSync(path, { throwIfNoEntry: false })?.mtimeMs;
  if (since === undefined) return undefined;
  const [, holder, host] = /^(\d+) (.*)\n$/.exec(contentOf(path) ?? '') ?? [];
  if (holder === undefined) return {};
  const pid = Number(holder);
  if (host !== hostname()) return { pid, host };
  // A lock older than its process belongs to an earlier process with the same id, for example in a restarted container.
  // The 2 seconds allow for coarse file times and clock changes.
  const isReused = since < startOf(pid) - 2000;
  return isReused || !isAlive(pid) ? undefined : { pid, host };
}

/** Returns the text of a lock; `undefined` if the file does not exist or is not a regular file. */
function contentOf(path: string): string | undefined {
  try {
    const opened = openSafely(path, { maxBytes: 1024, own: false });
    try {
      return readOpenFile(opened).toString();
    } finally {
      fs.closeSync(opened.file);
    }
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || error instanceof UnsafeFileError) return undefined;
    throw error;
  }
}

/** Returns the start time of a process in milliseconds since 1970; without `/proc`, the start time of the machine. */
function startOf(other: number): number {
  const now = clock.now();
  // Deno's `node:process` has no export `uptime`; its `process` has the method.
  if (other === process.pid) return now - process.uptime() * 1000;
  const started = now - uptime() * 1000;
  try {
    // https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: the 22nd field, in hundredths of a second since the
    // start of the machine. The second field is a name, which may contain blanks and brackets.
    const stat = fs.readFileSync(`/proc/${other}/stat`, 'latin1');
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
    fs.unlinkSync(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

const codeOf = (error: unknown): unknown => (error as NodeJS.ErrnoException).code;
