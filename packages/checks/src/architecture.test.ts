import { describe, expect, it } from 'vitest';
import { arrowProblems } from './arrows.ts';
import { sizeProblems } from './file-size.ts';
import { wordProblems } from './forbidden-words.ts';
import { functionProblems } from './function-size.ts';
import { levelProblems } from './levels.ts';
import { type SourceFile, sources } from './workspace.ts';

function file(folder: string, path: string, text: string): SourceFile {
  return { package: folder, path, text };
}

describe('arrows between packages', () => {
  it('point up only', () => expect(arrowProblems(sources)).toEqual([]));

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
  ])('packages/%s/src/%s may not say %s', (...bad) => expect(arrowProblems([file(...bad)])).toHaveLength(1));

  it.each([
    ['openai', 'a.test.ts', `import { providerContract } from '@rephysco/core/testing';`],
    ['openai', 'a.test.ts', `import { createSimulator } from '@rephysco/simulator';`],
    ['gemini', 'sdk.ts', `const sdk = () => import('@google/generative-ai');`],
    ['openai-compatible', 'a.ts', `import { fetch } from '@rephysco/http'; import type OpenAI from 'openai/client';`],
  ])('packages/%s/src/%s may say %s', (...good) => expect(arrowProblems([file(...good)])).toEqual([]));
});

describe('levels inside core', () => {
  it('are imported from above only', () => expect(levelProblems(sources)).toEqual([]));

  it.each([
    ['message.ts', `import './client.ts';`],
    ['errors.ts', `import type { StreamEvent } from './events.ts';`],
    ['testing/contract.ts', `import '../index.ts';`],
    ['unplaced.ts', ''],
  ])('%s may not say %s', (path, text) => expect(levelProblems([file('core', path, text)])).toHaveLength(1));
});

describe('file length', () => {
  it('fits a sitting', () => expect(sizeProblems(sources)).toEqual([]));

  const lines = (count: number) => 'x\n'.repeat(count);

  it('stops at 200 lines a file', () => {
    const short = [1, 2, 3].map((name) => file('core', `${name}.ts`, 'x'));
    expect(sizeProblems([...short, file('core', 'long.ts', lines(201))])).toHaveLength(1);
    expect(sizeProblems([...short, file('core', 'long.ts', lines(200))])).toEqual([]);
    expect(sizeProblems([file('xai', 'models.ts', lines(900)), file('xai', 'a.test.ts', lines(900))])).toEqual([]);
  });

  it('stops at a median of 60 lines of all files', () => {
    const pair = (second: number) => [file('core', 'a.ts', lines(50)), file('core', 'b.ts', lines(second))];
    expect(sizeProblems(pair(70))).toEqual([]);
    expect(sizeProblems(pair(72))).toEqual(['files have a median of 61 lines, more than 60']);
  });
});

describe('function length', () => {
  it('fits a screen', () => expect(functionProblems(sources)).toEqual([]));

  const statements = (count: number) => 'call();\n'.repeat(count);

  it('stops at 40 lines of its own', () => {
    const within = (text: string) => functionProblems([file('core', 'a.ts', text)]);
    expect(within(`function long() {\n${statements(39)}}`)).toHaveLength(1);
    expect(within(`function fits() {\n${statements(38)}}`)).toEqual([]);
    expect(within(`function make() {\n${statements(30)}return () => {\n${statements(30)}};\n}`)).toEqual([]);
    expect(within(`const made = { long: () => {\n${statements(39)}} };`)).toHaveLength(1);
  });
});

describe('words', () => {
  it('stand only where the design wants them', () => expect(wordProblems(sources)).toEqual([]));

  it.each([
    ['core', 'client.ts', `if (provider === 'xai') return;`],
    ['core', 'client.ts', '// Silicon Flow wants it so'],
    ['openai-compatible', 'body.ts', 'const isAliyun = true;'],
    ['openai-compatible', 'body.ts', `if (name === 'openai') return;`],
    ['core', 'config.ts', 'const key = process.env.KEY;'],
    ['openai', 'a.ts', `import { env } from 'node:process';`],
    ['http', 'fetch.ts', 'globalThis.fetch'],
  ])('packages/%s/src/%s may not say %s', (...bad) => expect(wordProblems([file(...bad)])).toHaveLength(1));

  it.each([
    ['core', 'shared.ts', 'globalThis'],
    ['http', 'proxy.ts', 'process.env.HTTPS_PROXY'],
    ['openai-compatible', 'sdk.ts', `import type { OpenAI } from 'openai'; const sdk = import('openai');`],
    ['core', 'client.test.ts', `provider: 'openai'`],
  ])('packages/%s/src/%s may say %s', (...good) => expect(wordProblems([file(...good)])).toEqual([]));
});
