import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { groups, otherSources } from './contents.ts';
import { toPage } from './page.ts';
import { pagesFolder, repositoryAddress, root } from './paths.ts';

/**
 * Writes the Markdown of the website into `pages/`, from `docs/`, `README.md` and `CONTRIBUTING.md`.
 *
 * @throws Error if `docs/` and the table of contents differ.
 */
export function writePages(): void {
  const docs = globSync('docs/*.md', { cwd: root }).map((path) => basename(path, '.md'));
  const listed = groups.flatMap(({ pages }) => pages);
  const missing = docs.filter((page) => !listed.includes(page));
  if (missing.length > 0) throw new Error(`Add these pages to src/contents.ts: ${missing.join(', ')}`);
  const sources = new Map(listed.map((page) => [page, `docs/${page}.md`]));
  for (const [page, source] of Object.entries(otherSources)) sources.set(page, source);

  rmSync(pagesFolder, { recursive: true, force: true });
  mkdirSync(pagesFolder, { recursive: true });
  const pages = new Map([...sources].map(([page, source]) => [source, page]));
  const repository = repositoryAddress();
  for (const [page, source] of sources) {
    const markdown = readFileSync(join(root, source), 'utf8');
    writeFileSync(join(pagesFolder, `${page}.md`), toPage(source, markdown, { pages, repository }));
  }
  for (const image of globSync(['docs/*.svg', 'docs/images/*'], { cwd: root })) {
    cpSync(join(root, image), join(pagesFolder, image.replace(/^docs\//, '')));
  }
}
