import { fs } from './node-fs.ts';
import { nodePath } from './node-path.ts';
import { ownershipProblem } from './safe-file.ts';

/**
 * Returns the folder `rephysco` in the cache folder of the user: `XDG_CACHE_HOME`, or the default of the system. It is
 * never a shared temporary folder, because other users could place forged answers there.
 */
export function userCacheFolder(): string {
  return nodePath.join(cacheHome(), 'rephysco');
}

function cacheHome(): string {
  const { XDG_CACHE_HOME: asked = '', LOCALAPPDATA: local = '' } = process.env;
  if (nodePath.isAbsolute(asked)) return asked; // the XDG specification requires to ignore relative paths
  const { homedir } = process.getBuiltinModule('node:os');
  if (process.platform === 'darwin') return nodePath.join(homedir(), 'Library', 'Caches');
  return process.platform === 'win32' && nodePath.isAbsolute(local) ? local : nodePath.join(homedir(), '.cache');
}

/** Creates a folder that only its owner can enter, whatever the umask. */
export function makePrivateFolder(path: string): void {
  if (fs.mkdirSync(path, { recursive: true, mode: 0o700 }) !== undefined) fs.chmodSync(path, 0o700);
}

/**
 * Creates a folder inside a private one.
 *
 * @throws Error if the path is a link, belongs to another user, or is writable for others
 */
export function makeOwnFolder(path: string): void {
  makePrivateFolder(path);
  const problem = folderProblem(path);
  if (problem) throw new Error(`${path} cannot be used: ${problem}`);
}

/** Returns the reason not to use the files of a folder. Returns `undefined` for an own or missing folder. */
export function folderProblem(path: string): string | undefined {
  const stats = fs.lstatSync(path, { throwIfNoEntry: false });
  if (!stats) return undefined;
  return stats.isDirectory() ? ownershipProblem(stats) : 'it is not a folder';
}

/**
 * Creates the folder of a cache if it is missing, and revokes write access of other users. Files that others wrote
 * before have another owner and are not read.
 *
 * @throws Error if the folder belongs to another user, or is a shared temporary folder
 */
export function securePrivateFolder(path: string): void {
  makePrivateFolder(path);
  const { uid, mode } = fs.statSync(path);
  if (process.getuid && uid !== process.getuid()) throw new Error(`${path} belongs to another user`);
  if (mode & 0o1000) throw new Error(`${path} is shared by all users; use a folder inside it`);
  if (mode & 0o022) fs.chmodSync(path, mode & 0o755);
}
