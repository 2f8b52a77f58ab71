import { execFileSync } from 'node:child_process';

/** A line of a tree: a file's path from the root of the repository, and what it is. */
export interface Leaf {
  readonly path: string;
  readonly about: string;
}

/** Reads the first block of a page that is fenced as `tree`: two spaces a level, folders end in `/`, two spaces before the words. */
export function leavesOf(markdown: string): readonly Leaf[] {
  const block = /```tree\n(.*?)```/s.exec(markdown)?.[1] ?? '';
  const folders: string[] = [];
  return block.split('\n').flatMap((line) => {
    const [, indent = '', name = '', about = ''] = /^( *)(\S+)(?: {2,}(.*))?$/.exec(line) ?? [];
    if (!name) return [];
    folders.length = indent.length / 2;
    const path = [...folders, name].join('');
    folders.push(name);
    return name.endsWith('/') ? [] : [{ path, about }];
  });
}

/** Files of the repository that a tree names: what people write, but for tests, pages and each package's settings. */
export function filesToName(root: string): readonly string[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root });
  const files = listed.toString().trim().split('\n');
  return files.filter(
    (path) => /^(packages\/[^/]+\/src|examples|scripts)\/.*\.(ts|mjs)$/.test(path) && !/\.test(-d)?\.ts$/.test(path),
  );
}

/** Where the tree and the files disagree. */
export function treeProblems(leaves: readonly Leaf[], files: readonly string[]): readonly string[] {
  const named = new Set(leaves.map(({ path }) => path));
  return [
    ...files.filter((path) => !named.has(path)).map((path) => `${path} is missing from the tree`),
    ...leaves.filter(({ path }) => !files.includes(path)).map(({ path }) => `${path} is in the tree, and nowhere else`),
    ...leaves.filter(({ about }) => !about).map(({ path }) => `${path} has no words`),
  ];
}
