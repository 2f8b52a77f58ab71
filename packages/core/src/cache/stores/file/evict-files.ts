import { clock } from '../../../util/clock.ts';
import { fs } from '../../../util/node-fs.ts';
import { folderProblem } from '../../../util/private-folder.ts';

const { lstatSync, readdirSync, unlinkSync } = fs;

/** What name and dates of a file in the cache say; its content is not read. */
export interface FileFacts {
  readonly path: string;
  /** Tells it from a later file of the same name. */
  readonly inode: number;
  /** What it takes on the disk. */
  readonly bytes: number;
  /** When it was last used, in milliseconds since 1970. */
  readonly usedAt: number;
  /** Expired, or left by a writer that was killed. */
  readonly dead: boolean;
}

/** Milliseconds after which an unfinished file is abandoned. */
const abandoned = 600_000;

/**
 * The files of one folder, but for those that are being written; none where there is no folder. Expiry is the file's
 * date of change.
 */
export function filesIn(folder: string): readonly FileFacts[] {
  const now = clock.now();
  const files: FileFacts[] = [];
  // No `join` and no arrays for each file: over 100,000 files they take as long as the file system does.
  for (const name of namesIn(folder)) {
    const path = `${folder}/${name}`;
    const stats = lstatSync(path, quiet);
    if (!stats?.isFile()) continue;
    const { ino: inode, size, blocks = 0, atimeMs: usedAt, mtimeMs, ctimeMs } = stats;
    const unfinished = name.endsWith('.tmp');
    if (unfinished && ctimeMs > now - abandoned) continue;
    files.push({ path, inode, bytes: Math.max(size, blocks * 512), usedAt, dead: unfinished || mtimeMs <= now });
  }
  return files;
}

const quiet = { throwIfNoEntry: false } as const;

/**
 * Removes the dead files of some folders, and then those that were not used for longest, until the others fit.
 *
 * @param budget bytes that may stay; without it only dead files go
 * @param usedBefore milliseconds since 1970; files that were last used then or earlier go, too
 * @returns how many went
 */
export function trim(
  folders: readonly string[],
  budget: number = Number.POSITIVE_INFINITY,
  usedBefore: number = Number.NEGATIVE_INFINITY,
): number {
  const files = folders.flatMap(filesIn);
  const leaves = ({ dead, usedAt }: FileFacts): boolean => dead || usedAt <= usedBefore;
  const alive = files.filter((file) => !leaves(file)).sort((one, other) => one.usedAt - other.usedAt);
  let bytes = alive.reduce((sum, file) => sum + file.bytes, 0);
  const going = files.filter(leaves);
  for (const file of alive) {
    if (bytes <= budget) break;
    bytes -= file.bytes;
    going.push(file);
  }
  for (const file of going) remove(file);
  return going.length;
}

/** Removes all values of a folder. Files that are being written stay. */
export function empty(folder: string): void {
  for (const { path } of filesIn(folder)) if (!path.endsWith('.tmp')) unlinkIfThere(path);
}

/** Removes a file, unless another process has put a new one in its place or was faster. */
function remove({ path, inode }: FileFacts): void {
  if (lstatSync(path, quiet)?.ino === inode) unlinkIfThere(path);
}

/** Removes a file that may have gone already. */
export function unlinkIfThere(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

/** Whether an error says that there is no such file or folder. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** Names of entries and of unfinished ones: 64 hex digits. Other files in the folder are not ours to remove. */
const ours = /^[0-9a-f]{64}(?:\..*\.tmp)?$/;

/** The files of a folder that are ours by name. A link in its place would lead to files of somebody else. */
function namesIn(folder: string): readonly string[] {
  try {
    return folderProblem(folder) ? [] : readdirSync(folder).filter((name) => ours.test(name));
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
