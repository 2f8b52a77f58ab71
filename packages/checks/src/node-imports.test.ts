import { describe, expect, it } from 'vitest';
import { nodeImportsAtLoad } from './node-imports.ts';

describe('at load, without modules of Node,', () => {
  it.each([
    'core/src/index.ts',
    'core/src/entry/middleware.ts',
    'core/src/entry/provider.ts',
    'http/src/index.ts',
    'anthropic/src/index.ts',
    'gemini/src/index.ts',
    'openai/src/index.ts',
  ])('packages/%s works on Workers and other edge runtimes', async (entry) => {
    expect(await nodeImportsAtLoad(entry)).toEqual([]);
  });

  it('a package that reads files does not', async () => {
    expect(await nodeImportsAtLoad('checks/src/workspace.ts')).toEqual(['node:fs', 'node:path']);
  });
});
