import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Root folder of the repository. */
export const root: string = resolve(import.meta.dirname, '../../..');

/** Folder of this package, which is the root of VitePress. */
export const website: string = join(root, 'packages/website');

/** Folder of the generated Markdown. Git ignores it. */
export const pagesFolder: string = join(website, 'pages');

/** Folder of the built website. Git ignores it. */
export const output: string = join(website, 'dist');

/** Address of the repository on the web, from the root manifest. */
export function repositoryAddress(): string {
  const { repository } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return repository.url.replace(/^git\+/, '').replace(/\.git$/, '');
}
