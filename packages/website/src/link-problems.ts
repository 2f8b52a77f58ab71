import { globSync, readFileSync } from 'node:fs';
import { join, posix, sep } from 'node:path';

/** Page of the built website. */
interface Page {
  readonly html: string;
  readonly ids: ReadonlySet<string>;
}

/**
 * Returns one sentence for each link to a missing page or anchor, and for each file that a page loads from another host.
 *
 * @param folder Folder of the built website.
 */
export function linkProblems(folder: string): readonly string[] {
  const files = new Set(globSync('**/*.*', { cwd: folder }).map((path) => path.replaceAll(sep, '/')));
  const pages = new Map(
    [...files].filter((path) => path.endsWith('.html')).map((path) => [path, pageAt(folder, path)]),
  );
  const problems = new Set<string>();
  for (const [path, { html }] of pages) {
    for (const [, link = ''] of html.matchAll(/<a\b[^>]*? href="([^"]*)"/g)) {
      const problem = problemOf(decode(link), path, pages, files);
      if (problem) problems.add(`${path}: ${problem}`);
    }
    for (const [tag, address = ''] of html.matchAll(
      /<(?:script|link|img|source|iframe)\b[^>]*? (?:src|href)="([^"]*)"/g,
    )) {
      if (/^(?:https?:)?\/\//.test(address)) problems.add(`${path} loads a file from another host: ${tag}`);
    }
  }
  for (const path of [...files].filter((name) => name.endsWith('.css'))) {
    const [address] =
      /(?:url\(|@import )["']?(?:https?:)?\/\/[^)"']*/.exec(readFileSync(join(folder, path), 'utf8')) ?? [];
    if (address) problems.add(`${path} loads a file from another host: ${address}`);
  }
  return [...problems];
}

function pageAt(folder: string, path: string): Page {
  const html = readFileSync(join(folder, path), 'utf8');
  const ids = new Set([...html.matchAll(/ id="([^"]*)"/g)].map(([, id = '']) => decode(id)));
  return { html, ids };
}

function problemOf(
  link: string,
  from: string,
  pages: ReadonlyMap<string, Page>,
  files: ReadonlySet<string>,
): string | undefined {
  if (/^[a-z]+:/.test(link)) return undefined;
  const [path = '', anchor] = link.split('#');
  const file = path === '' ? from : fileOf(posix.resolve('/', posix.dirname(from), decodeURIComponent(path)), path);
  if (!files.has(file)) return `the link ${link} leads to no page`;
  const page = pages.get(file);
  const known = !anchor || !page || page.ids.has(decodeURIComponent(anchor));
  return known ? undefined : `the link ${link} leads to no heading`;
}

function fileOf(resolved: string, path: string): string {
  return path.endsWith('/') ? posix.join(resolved, 'index.html').slice(1) : resolved.slice(1);
}

function decode(text: string): string {
  return text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
