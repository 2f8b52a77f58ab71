import { describe, expect, it } from 'vitest';
import { namesWithoutNode, nodeImportsAtLoad } from './node-imports.ts';

const entries = [
  'core/src/index.ts',
  'core/src/entry/middleware.ts',
  'core/src/entry/provider.ts',
  'http/src/index.ts',
  'anthropic/src/index.ts',
  'gemini/src/index.ts',
  'openai/src/index.ts',
];

describe('at load, without modules of Node,', () => {
  it.each(entries)('packages/%s works on Workers and other edge runtimes', async (entry) => {
    expect(await nodeImportsAtLoad(entry)).toEqual([]);
  });

  it.each(entries)('packages/%s loads where nothing of Node exists, not even process', async (entry) => {
    expect((await namesWithoutNode(entry)).length).toBeGreaterThan(0);
  });

  it('a package that reads files does not', async () => {
    expect(await nodeImportsAtLoad('checks/src/workspace.ts')).toEqual(['node:fs', 'node:path']);
  });
});
