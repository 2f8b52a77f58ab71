import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig, type UserConfig } from 'vitepress';
import { accessibleSearch } from '../src/accessible-search.ts';
import { anchorOf } from '../src/anchor.ts';
import { apiSidebar } from '../src/api-sidebar.ts';
import { groups } from '../src/contents.ts';
import { pagesFolder, root, website } from '../src/paths.ts';
import { css } from '../src/style.ts';

/** Returns the title of a page: its first heading. */
function titleOf(page: string): string {
  const [, title = page] = /^# (.+)$/m.exec(readFileSync(join(pagesFolder, `${page}.md`), 'utf8')) ?? [];
  return title;
}

const guide = groups.map(({ title, pages }) => ({
  text: title,
  items: pages.map((page) => ({ text: titleOf(page), link: `/${page}` })),
}));

const config: UserConfig = defineConfig({
  title: 'Rephysco',
  description: 'A TypeScript client library for large language models',
  srcDir: 'pages',
  outDir: 'dist',
  metaChunk: true,
  cacheDir: join(root, 'node_modules/.cache/vitepress'),
  head: [
    ['link', { rel: 'icon', href: 'data:,' }],
    ['style', {}, css],
  ],
  markdown: {
    anchor: { slugify: anchorOf },
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
  },
  themeConfig: {
    nav: [
      { text: 'Guide', link: '/getting-started' },
      { text: 'Providers', link: '/providers' },
      { text: 'API', link: '/api/' },
    ],
    sidebar: { '/api/': [...apiSidebar()], '/': guide },
    outline: { level: [2, 3] },
    search: { provider: 'local' },
  },
  vite: {
    // The esbuild of this workspace does not transform modern syntax for old browsers.
    build: { target: 'es2022', chunkSizeWarningLimit: 2000 },
    plugins: [accessibleSearch()],
    resolve: { alias: { '@docsearch/js': join(website, 'src/no-search.ts') } },
  },
});

export default config;
