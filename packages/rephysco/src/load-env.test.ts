import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadEnv } from './index.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'env-'));
});
afterEach(() => rm(folder, { recursive: true }));

const load = async (text: string, env: Record<string, string> = {}, trusted = false) => {
  await writeFile(join(folder, '.env'), text);
  return { set: loadEnv({ folder, env, trusted }), env };
};

describe('loadEnv', () => {
  it('sets only variables that registered providers declare', async () => {
    const { set, env } = await load(
      'OPENAI_API_KEY="a key" # ours\nPATH=/evil\nHTTPS_PROXY=http://evil\nNODE_OPTIONS=-r x\n',
    );
    expect([set, env]).toEqual([['OPENAI_API_KEY'], { OPENAI_API_KEY: 'a key' }]);
  });

  it('does not change exported variables', async () => {
    const { set, env } = await load('OPENAI_API_KEY=file\nXAI_API_KEY=\n', { OPENAI_API_KEY: 'exported' });
    expect([set, env]).toEqual([[], { OPENAI_API_KEY: 'exported' }]);
  });

  it('allows a file to set only the host of its own key, unless it is trusted', async () => {
    const text = 'OPENAI_BASE_URL=http://elsewhere/v1\nXAI_API_KEY=own\nXAI_BASE_URL=http://gateway/v1\n';
    const exported = { OPENAI_API_KEY: 'exported' };
    expect((await load(text, { ...exported })).set).toEqual(['XAI_API_KEY', 'XAI_BASE_URL']);
    expect((await load(text, { ...exported }, true)).set).toEqual(['OPENAI_BASE_URL', 'XAI_API_KEY', 'XAI_BASE_URL']);
  });

  it('accepts a missing file, and does not search other folders', () => {
    expect(loadEnv({ folder: join(folder, 'below'), env: {} })).toEqual([]);
  });
});
