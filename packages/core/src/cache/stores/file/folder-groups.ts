import { join } from 'node:path';

const hexDigits = [...'0123456789abcdef'];
const mebibyte = 1024 ** 2;

/** How a bound on all files is kept by looking at a few of the 256 folders at a time. */
export interface Groups {
  /** Bytes that the files of one group may take. */
  readonly budget: number;
  /** The folder of an entry. */
  folderOf(id: string): string;
  /** What its group is called. */
  nameOf(id: string): string;
  /** The folders of a group; of `''`, all folders. */
  foldersOf(name: string): readonly string[];
}

/**
 * Divides a cache's folders, named by the first two digits of the ids in them, into groups of which each gets its part
 * of the bytes: ids are hashes, so they fill evenly. A small cache has fewer groups, so that entries still fit into one.
 */
export function groupsOf(dir: string, maxBytes: number): Groups {
  const digits = maxBytes >= 256 * mebibyte ? 2 : maxBytes >= 16 * mebibyte ? 1 : 0;
  const startingWith = (prefix: string): readonly string[] =>
    prefix.length === 2 ? [join(dir, prefix)] : hexDigits.flatMap((digit) => startingWith(prefix + digit));
  return {
    budget: maxBytes / 16 ** digits,
    folderOf: (id) => join(dir, id.slice(0, 2)),
    nameOf: (id) => id.slice(0, digits),
    foldersOf: startingWith,
  };
}
