import { describe, expect, it } from 'vitest';
import { arrowProblems } from './arrows.ts';
import { wordProblems } from './forbidden-words.ts';
import { levelProblems } from './levels.ts';
import { linesOf, sizeProblems } from './package-size.ts';
import { type SourceFile, sources } from './workspace.ts';

function file(folder: string, path: string, text: string): SourceFile {
  return { package: folder, path, text };
}

describe('arrows between packages', () => {
  it('only point up', () => expect(arrowProblems(sources)).toEqual([]));

  it.each([
    ['core', 'a.ts', `import '@rephysco/http';`],
    ['core', 'a.test.ts', `import { createSimulator } from '@rephysco/simulator';`],
    ['core', 'a.ts', `const sdk = await import('openai');`],
    ['http', 'a.ts', `import type { Message } from '@rephysco/core';`],
    ['xai', 'a.ts', `export { OpenAI } from 'openai';`],
    ['xai', 'a.ts', `import '@rephysco/openai';`],
    ['openai', 'a.ts', `import { fakeProvider } from '@rephysco/core/testing';`],
    ['openai', 'a.ts', `import type { Part } from '@google/generative-ai';`],
    ['openai', 'a.ts', `import '../../xai/src/models.ts';`],
    ['openai', 'a.ts', `import './models.js';`],
    ['mistral', 'a.ts', `import '@rephysco/core';`],
  ])('packages/%s/src/%s must not contain %s', (...bad) => expect(arrowProblems([file(...bad)])).toHaveLength(1));

  it.each([
    ['openai', 'a.test.ts', `import { providerContract } from '@rephysco/core/testing';`],
    ['openai', 'a.test.ts', `import { createSimulator } from '@rephysco/simulator';`],
    ['gemini', 'sdk.ts', `const sdk = () => import('@google/generative-ai');`],
    ['openai-compatible', 'a.ts', `import { fetch } from '@rephysco/http'; import type OpenAI from 'openai/client';`],
  ])('packages/%s/src/%s may contain %s', (...good) => expect(arrowProblems([file(...good)])).toEqual([]));
});

describe('folders of core', () => {
  it('import only the folders that their row lists', () => expect(levelProblems(sources)).toEqual([]));

  it.each([
    ['util/abort.ts', `import '../client.ts';`],
    ['contract/errors.ts', `import type { Timer } from '../options/timeout.ts';`],
    ['call/generate.ts', `import '../testing/index.ts';`],
    ['unplaced/file.ts', ''],
  ])('%s must not contain %s', (path, text) => expect(levelProblems([file('core', path, text)])).toHaveLength(1));
});

describe('a package with a limit', () => {
  it('has at most that many lines, without tests and the model table', () => expect(sizeProblems(sources)).toEqual([]));

  it('is reported with its number of lines if it has more, or none', () => {
    const long = file('anthropic', 'request/to-body.ts', 'x;\n'.repeat(901));
    const others = ['models.ts', 'retired-models.ts', 'a.test.ts'].map((path) => file('anthropic', path, 'x;\n'));
    expect(linesOf('anthropic', [long, ...others])).toBe(901);
    expect(sizeProblems([long])).toEqual([expect.stringContaining('901 lines, but at most 900')]);
    expect(sizeProblems([])).toHaveLength(1);
  });
});

describe('words', () => {
  it('occur only in files that the design allows', () => expect(wordProblems(sources)).toEqual([]));

  it.each([
    ['core', 'client.ts', `if (provider === 'xai') return;`],
    ['core', 'client.ts', '// Silicon Flow wants it so'],
    ['openai-compatible', 'body.ts', 'const isAliyun = true;'],
    ['openai-compatible', 'body.ts', `if (name === 'openai') return;`],
    ['core', 'config.ts', 'const key = process.env.KEY;'],
    ['openai', 'a.ts', `import { env } from 'node:process';`],
    ['gemini', 'fetch.ts', 'globalThis.fetch'],
    ['core', 'middleware/retry.ts', 'const at = Date.now();'],
    ['core', 'middleware/retry.ts', 'const at = performance.now();'],
    ['core', 'util/abort.ts', 'const timer = setTimeout(wake, 5);'],
    ['core', 'middleware/retry.ts', 'return delay * Math.random();'],
  ])('packages/%s/src/%s must not contain %s', (...bad) => expect(wordProblems([file(...bad)])).toHaveLength(1));

  it.each([
    ['core', 'util/process-state.ts', 'globalThis'],
    ['core', 'util/clock.ts', 'now: () => Date.now(),'],
    ['core', 'util/abort.ts', 'const timer = clock.setTimeout(wake, 5);'],
    ['http', 'proxy.ts', 'process.env.HTTPS_PROXY'],
    ['openai-compatible', 'sdk.ts', `import type { OpenAI } from 'openai'; const sdk = import('openai');`],
    ['core', 'client.test.ts', `provider: 'openai'`],
  ])('packages/%s/src/%s may contain %s', (...good) => expect(wordProblems([file(...good)])).toEqual([]));
});
