import { posix } from 'node:path';

/** Targets of the links of a page: pages of the website, and files of the repository. */
export interface Targets {
  /** Page name by path in the repository, such as `docs/cache.md`. */
  readonly pages: ReadonlyMap<string, string>;
  /** Address of the repository on the web. */
  readonly repository: string;
}

/**
 * Rewrites a Markdown file of the repository for the website: links to other pages become links of the website, links
 * to other files lead to the repository, and badges are removed because they come from another host.
 *
 * @param source Path of the file in the repository, such as `docs/cache.md`.
 */
export function toPage(source: string, markdown: string, targets: Targets): string {
  const text = markdown
    .replaceAll(/^!\[[^\]]*\]\(https?:[^)]*\)\n/gm, '')
    .replaceAll(/^( *```ts) no-run$/gm, '$1')
    .replaceAll(/(\]\()([^)\s]+)(\))/g, (_, before: string, link: string, after: string) => {
      return `${before}${toLink(source, link, targets)}${after}`;
    });
  return source === 'README.md' ? toStartPage(text) : text;
}

function toLink(source: string, link: string, { pages, repository }: Targets): string {
  // READMEs of packages link files by their full address, because a registry shows them too.
  const isOwn = link.startsWith(`${repository}/blob/main/`);
  if (!isOwn && /^(?:[a-z]+:|#)/.test(link)) return link;
  const [path = '', anchor] = link.replace(`${repository}/blob/main/`, '').split('#');
  const target = isOwn ? path : posix.normalize(posix.join(posix.dirname(source), path));
  const hash = anchor ? `#${anchor}` : '';
  const page = pages.get(target);
  if (page) return `./${page}.md${hash}`;
  if (/^docs\/[^/]+\.(?:svg|png)$/.test(target)) return `./${posix.basename(target)}`;
  if (/^docs\/images\//.test(target)) return `./images/${posix.basename(target)}`;
  return `${repository}/blob/main/${target}${hash}`;
}

/** Replaces the title and the first paragraph of the README with a heading block of the start page. */
function toStartPage(markdown: string): string {
  const [, summary = '', rest = ''] = /^# .+\n\n((?:.+\n)+)\n([\s\S]*)$/.exec(markdown) ?? [];
  if (!summary) throw new Error('README.md has no title that a paragraph follows, so the start page has no summary.');
  const text = summary.trim().replaceAll('\n', ' ');
  return `---
layout: home
hero:
  name: Rephysco
  tagline: ${JSON.stringify(text)}
  actions:
    - { theme: brand, text: Get started, link: /getting-started }
    - { theme: alt, text: API reference, link: /api/ }
---

${rest}`;
}
