import { cpSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { groups } from './contents.ts';
import { output, pagesFolder, root } from './paths.ts';

/** Title and first paragraph of a page. */
interface Summary {
  readonly title: string;
  readonly text: string;
}

/** Returns the title of a Markdown page and its first paragraph on one line. */
export function summaryOf(markdown: string): Summary {
  const [, title = '', text = ''] = /^# (.+)\n+((?:(?!```|[#|<>-]).+\n)*)/m.exec(markdown) ?? [];
  return { title, text: text.trim().replaceAll('\n', ' ') };
}

/** Writes `llms.txt`, the list of all pages for language models, and the Markdown of each page beside its HTML. */
export function writeLlmsText(): void {
  const lines = ['# Rephysco', '', `> ${summaryOf(readFileSync(join(root, 'README.md'), 'utf8')).text}`];
  for (const { title, pages } of groups) {
    lines.push('', `## ${title}`, '');
    for (const page of pages) {
      const summary = summaryOf(pageText(page));
      lines.push(`- [${summary.title}](/${page}.md): ${summary.text}`);
    }
  }
  lines.push('', '## API reference', '');
  for (const path of globSync('api/**/index.md', { cwd: pagesFolder }).sort()) {
    const page = path.replaceAll(sep, '/');
    lines.push(`- [${summaryOf(pageText(page.slice(0, -3))).title}](/${page})`);
  }
  writeFileSync(join(output, 'llms.txt'), `${lines.join('\n')}\n`);
  for (const path of globSync('**/*.md', { cwd: pagesFolder })) {
    mkdirSync(dirname(join(output, path)), { recursive: true });
    cpSync(join(pagesFolder, path), join(output, path));
  }
}

function pageText(page: string): string {
  return readFileSync(join(pagesFolder, `${page}.md`), 'utf8');
}
