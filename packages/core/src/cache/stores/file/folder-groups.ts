import { nodePath } from '../../../util/node-path.ts';

const hexDigits = [...'0123456789abcdef'];
const mebibyte = 1024 ** 2;

/** Groups of the 256 cache folders. Trimming one group at a time limits the total size without scanning all folders. */
export interface Groups {
  /** Maximum size of the files of one group in bytes. */
  readonly budget: number;
  /** Returns the folder of an entry. */
  folderOf(id: string): string;
  /** Returns the name of the group of an entry. */
  nameOf(id: string): string;
  /** Returns the folders of a group. `''` means all folders. */
  foldersOf(name: string): readonly string[];
}

/**
 * Divides the cache folders into groups with equal budgets. Folders are named by the first two digits of ids. Ids are
 * hashes, so groups fill evenly. A small cache has fewer groups, so that entries fit into one.
 */
export function groupsOf(dir: string, maxBytes: number): Groups {
  const digits = maxBytes >= 256 * mebibyte ? 2 : maxBytes >= 16 * mebibyte ? 1 : 0;
  const startingWith = (prefix: string): readonly string[] =>
    prefix.length === 2 ? [nodePath.join(dir, prefix)] : hexDigits.flatMap((digit) => startingWith(prefix + digit));
  return {
    budget: maxBytes / 16 ** digits,
    folderOf: (id) => nodePath.join(dir, id.slice(0, 2)),
    nameOf: (id) => id.slice(0, digits),
    foldersOf: startingWith,
  };
}
