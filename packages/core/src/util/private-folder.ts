import { isAbsolute, join } from 'node:path';
import { fs } from './node-fs.ts';
import { ownershipProblem } from './safe-file.ts';

const { chmodSync, lstatSync, mkdirSync, statSync } = fs;

/**
 * `rephysco` in the folder that a user's caches belong into: what `XDG_CACHE_HOME` says, else the system's own.
 * Never a shared temporary folder: a file planted there would be a forged answer.
 */
export function userCacheFolder(): string {
  return join(cacheHome(), 'rephysco');
}

function cacheHome(): string {
  const { XDG_CACHE_HOME: asked = '', LOCALAPPDATA: local = '' } = process.env;
  if (isAbsolute(asked)) return asked; // a relative one is to be ignored, says the XDG specification
  const { homedir } = process.getBuiltinModule('node:os');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches');
  return process.platform === 'win32' && isAbsolute(local) ? local : join(homedir(), '.cache');
}

/** Creates a folder that only its owner can enter, whatever the umask. */
export function makePrivateFolder(path: string): void {
  if (mkdirSync(path, { recursive: true, mode: 0o700 }) !== undefined) chmodSync(path, 0o700);
}

/**
 * Creates a folder inside a private one.
 *
 * @throws Error if something else has its name: a link, a folder of another user, or one that others can write to
 */
export function makeOwnFolder(path: string): void {
  makePrivateFolder(path);
  const problem = folderProblem(path);
  if (problem) throw new Error(`${path} cannot be used: ${problem}`);
}

/** Returns why the files of a folder are not to be used; `undefined` for an own folder, and for one that is missing. */
export function folderProblem(path: string): string | undefined {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (!stats) return undefined;
  return stats.isDirectory() ? ownershipProblem(stats) : 'it is not a folder';
}

/**
 * Creates the folder of a cache if it is missing, and removes the right of others to write to it. What others wrote
 * before has another owner and is not read.
 *
 * @throws Error if it belongs to another user, or is shared as temporary folders are
 */
export function securePrivateFolder(path: string): void {
  makePrivateFolder(path);
  const { uid, mode } = statSync(path);
  if (process.getuid && uid !== process.getuid()) throw new Error(`${path} belongs to another user`);
  if (mode & 0o1000) throw new Error(`${path} is shared by all users; a folder inside of it would do`);
  if (mode & 0o022) chmodSync(path, mode & 0o755);
}
