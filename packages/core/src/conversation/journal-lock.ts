import { hostname, uptime } from 'node:os';
import { uptime as ownUptime, pid } from 'node:process';
import { ConfigurationError } from '../contract/errors.ts';
import { clock } from '../util/clock.ts';
import { fs } from '../util/node-fs.ts';

const { readFileSync, statSync, unlinkSync, writeFileSync } = fs;

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
    writeFileSync(path, `${pid} ${hostname()}\n`, { flag: 'wx', mode: 0o600 });
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

/** Who holds a lock, in words; `undefined` where nobody does any more. */
function ownerOf(path: string): string | undefined {
  try {
    const [, process, host] = /^(\d+) (.*)\n$/.exec(readFileSync(path, 'utf8')) ?? [];
    if (process === undefined) return 'its lock does not say by whom';
    if (host !== hostname()) return `process ${process} on ${host}`;
    // In a container that was started again, the process before had the same number as this one.
    const up = Number(process) === pid ? ownUptime() : uptime();
    const beforeStart = statSync(path).mtimeMs < clock.now() - up * 1000;
    return beforeStart || !isAlive(Number(process)) ? undefined : `process ${process}`;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
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
