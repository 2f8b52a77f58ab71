import { describe, expect, it } from 'vitest';
import { anchorOf } from './anchor.ts';
import { summaryOf } from './llms.ts';
import { toPage } from './page.ts';

const pages = new Map([
  ['README.md', 'index'],
  ['docs/cache.md', 'cache'],
  ['packages/openai/README.md', 'openai'],
]);
const targets = { pages, repository: 'https://example.com/repository' };

describe('a Markdown file becomes a page', () => {
  it.each([
    ['docs/errors.md', '[Cache](cache.md#files)', '[Cache](./cache.md#files)'],
    ['docs/errors.md', '[README](../README.md)', '[README](./index.md)'],
    ['packages/openai/README.md', '[Cache](../../docs/cache.md)', '[Cache](./cache.md)'],
    [
      'docs/errors.md',
      '[file](../examples/tools.ts)',
      '[file](https://example.com/repository/blob/main/examples/tools.ts)',
    ],
    [
      'packages/openai/README.md',
      '[Cache](https://example.com/repository/blob/main/docs/cache.md#files)',
      '[Cache](./cache.md#files)',
    ],
    ['docs/retries.md', '![Plot](pacing.svg)', '![Plot](./pacing.svg)'],
    ['docs/errors.md', '[heading](#files)', '[heading](#files)'],
    ['docs/errors.md', '[site](https://example.com/a.md)', '[site](https://example.com/a.md)'],
  ])('%s: %s becomes %s', (source, markdown, expected) => expect(toPage(source, markdown, targets)).toBe(expected));

  it('without badges, which other hosts serve', () => {
    expect(toPage('docs/errors.md', 'Text\n![badge](https://example.com/b.svg)\nmore', targets)).toBe('Text\nmore');
  });

  it('with the first paragraph of the README as the summary of the start page', () => {
    const page = toPage('README.md', '# Rephysco\n\nA client "library".\n\nMore.\n', targets);
    expect(page).toContain('tagline: "A client \\"library\\"."');
    expect(page.endsWith('\nMore.\n')).toBe(true);
    expect(() => toPage('README.md', 'no title', targets)).toThrow('README.md has no title');
  });
});

it.each([
  ['Many calls: `client.map`', 'many-calls-clientmap'],
  ['budget_exceeded', 'budget_exceeded'],
  ['Images, sound, video, documents', 'images-sound-video-documents'],
  ['Größe', 'größe'],
])('the anchor of %s is %s, as on GitHub', (heading, anchor) => expect(anchorOf(heading)).toBe(anchor));

it('the summary of a page is its first paragraph', () => {
  expect(summaryOf('# Title\n\nOne\n`two`.\n\nThree.\n')).toEqual({ title: 'Title', text: 'One `two`.' });
  expect(summaryOf('# Title\n\n```sh\nls\n```\n')).toEqual({ title: 'Title', text: '' });
});
