import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ProviderDefinition } from '@rephysco/core/provider';
import { providerContract } from '@rephysco/core/testing';
import { simulated } from '@rephysco/simulator';
import { afterAll, describe, expect, it } from 'vitest';

// The folder is inside this package, so that the imports of the new package are resolved.
const into = join(import.meta.dirname, '../node_modules/.cache/new-provider');
const script = join(import.meta.dirname, '../../../scripts/new-provider.mjs');
rmSync(into, { recursive: true, force: true });
mkdirSync(into, { recursive: true });
execFileSync(process.execPath, [script, 'provider', 'acme', '--into', into, '--no-install'], { stdio: 'ignore' });
afterAll(() => rmSync(into, { recursive: true, force: true }));

execFileSync(process.execPath, [script, 'provider', 'owner', '--like', 'anthropic', '--into', into, '--no-install'], {
  stdio: 'ignore',
});

describe('a provider with its own protocol that `pnpm new provider` created', async () => {
  const module = (await import(pathToFileURL(join(into, 'owner/src/index.ts')).href)) as { owner: ProviderDefinition };
  providerContract({ it, expect, connect: simulated(module.owner, 'anthropic') });

  it('has variables and data with its name', () => {
    const read = (path: string) => readFileSync(join(into, 'owner/src', path), 'utf8');
    expect(module.owner).toMatchObject({ name: 'owner', envKeys: ['OWNER_API_KEY'] });
    expect(read('types.ts') + read('index.ts')).not.toContain("'anthropic'");
  });
});

describe('a provider that `pnpm new provider` created', async () => {
  const module = (await import(pathToFileURL(join(into, 'acme/src/index.ts')).href)) as { acme: ProviderDefinition };
  providerContract({ it, expect, connect: simulated(module.acme, 'openai') });

  it('names itself in its manifest and its README', () => {
    const read = (path: string) => readFileSync(join(into, 'acme', path), 'utf8');
    expect(JSON.parse(read('package.json'))).toMatchObject({
      name: '@rephysco/acme',
      description: 'Acme for Rephysco',
    });
    expect(read('README.md')).toContain("from '@rephysco/acme'");
    expect(read('package.json') + read('README.md')).not.toContain('xai');
  });

  it('is not created twice or with an invalid name', () => {
    for (const name of ['acme', 'Ac me', '../x', '']) {
      const create = () =>
        execFileSync(process.execPath, [script, 'provider', name, '--into', into], { stdio: 'pipe' });
      expect(create).toThrow();
    }
  });
});
