/** Group of pages in the sidebar. A page is named after its file in `docs/` or its package. */
export interface Group {
  readonly title: string;
  readonly pages: readonly string[];
}

/** Every page of the website, in the order of the sidebar. The API reference follows. */
export const groups: readonly Group[] = [
  { title: 'Start', pages: ['getting-started', 'concepts', 'runtimes', 'cli'] },
  {
    title: 'Requests',
    pages: ['messages', 'images-and-audio', 'structured-output', 'tools', 'conversation', 'streaming', 'embeddings'],
  },
  { title: 'Reliability', pages: ['errors', 'retries', 'cache', 'tokens', 'costs'] },
  {
    title: 'Providers',
    pages: ['providers', 'openai', 'gemini', 'anthropic', 'aliyun', 'xai', 'siliconflow', 'openai-compatible'],
  },
  { title: 'Scale', pages: ['batch', 'scale', 'redis', 'queue', 'performance'] },
  { title: 'Extend and test', pages: ['extending', 'testing', 'simulator', 'architecture'] },
  { title: 'Migrate', pages: ['from-python', 'from-openai', 'from-ai-sdk', 'from-langchain', 'from-litellm'] },
  { title: 'Project', pages: ['security', 'claims', 'field', 'papercuts', 'scope', 'contributing'] },
];

const packages = ['openai', 'gemini', 'anthropic', 'aliyun', 'xai', 'siliconflow', 'openai-compatible'];

/** Path in the repository of each page whose Markdown is outside of `docs/`, by page name. */
export const otherSources: Readonly<Record<string, string>> = {
  index: 'README.md',
  contributing: 'CONTRIBUTING.md',
  ...Object.fromEntries(
    [...packages, 'redis', 'queue', 'simulator'].map((name) => [name, `packages/${name}/README.md`]),
  ),
};
