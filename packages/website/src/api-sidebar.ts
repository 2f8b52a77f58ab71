import { globSync } from 'node:fs';
import { posix, sep } from 'node:path';
import { pagesFolder } from './paths.ts';

/** Entry of the sidebar, in the form of VitePress. */
export interface SidebarItem {
  readonly text: string;
  readonly link: string;
}

/**
 * Returns the sidebar of the API reference: a link to each entry point, whose page lists its names. The names are not in
 * the sidebar, because each of the 500 pages would repeat all of them.
 */
export function apiSidebar(): readonly SidebarItem[] {
  return globSync('api/**/index.md', { cwd: pagesFolder })
    .map((path) => posix.dirname(path.replaceAll(sep, '/')))
    .sort()
    .map((folder) => ({ text: folder === 'api' ? 'API reference' : folder.slice('api/'.length), link: `/${folder}/` }));
}
