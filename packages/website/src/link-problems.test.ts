import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { linkProblems } from './link-problems.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'links-'));
  mkdirSync(join(folder, 'api'));
  write('api/index.html', '<h1 id="api">API</h1>');
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(path: string, text: string): void {
  writeFileSync(join(folder, path), text);
}

it('accepts links to pages, headings and other hosts', () => {
  write('index.html', '<h1 id="a b">A</h1><a href="/api/">x</a><a class="y" href="./api/index.html#api">x</a>');
  write(
    'other.html',
    '<a href="/index.html#a%20b">x</a><a href="#top" id="top">x</a><a href="https://example.com">x</a>',
  );
  expect(linkProblems(folder)).toEqual([]);
});

it.each([
  ['<a href="/missing.html">x</a>', 'index.html: the link /missing.html leads to no page'],
  ['<a href="/api/#missing">x</a>', 'index.html: the link /api/#missing leads to no heading'],
  ['<a href="#missing">x</a>', 'index.html: the link #missing leads to no heading'],
])('reports %s', (html, problem) => {
  write('index.html', html);
  expect(linkProblems(folder)).toEqual([problem]);
});

it.each([
  ['index.html', '<script async src="https://example.com/a.js"></script>'],
  ['index.html', '<link rel="stylesheet" href="//example.com/a.css">'],
  ['index.html', '<img alt="" src="http://example.com/a.png">'],
  ['a.css', '@font-face { src: url("https://example.com/a.woff2") }'],
])('reports a file from another host in %s: %s', (path, text) => {
  write(path, text);
  expect(linkProblems(folder)).toEqual([expect.stringContaining(`${path} loads a file from another host`)]);
});
