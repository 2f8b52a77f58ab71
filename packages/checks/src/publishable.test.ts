import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { publishProblems } from './publishable.ts';
import { root } from './workspace.ts';

const folder = mkdtempSync(join(tmpdir(), 'publishable-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Creates a tarball like npm, with all files below `package/`. */
function tarballOf(name: string, files: Readonly<Record<string, string>>): string {
  const place = join(folder, name, 'package');
  mkdirSync(place, { recursive: true });
  for (const [path, text] of Object.entries(files)) writeFileSync(join(place, path), text);
  execFileSync('tar', ['-czf', `${name}.tgz`, '-C', name, 'package'], { cwd: folder });
  return join(folder, `${name}.tgz`);
}

function manifest(name: string, exports: unknown): string {
  return JSON.stringify({ name, version: '1.0.0', license: 'MIT', type: 'module', engines: { node: '>=22' }, exports });
}

describe('a tarball', () => {
  it('with the code and types of its manifest can be published', async () => {
    const files = {
      'package.json': manifest('fit', { '.': { types: './index.d.ts', default: './index.js' } }),
      'index.js': 'export const one = 1;',
      'index.d.ts': 'export declare const one: number;',
    };
    expect(await publishProblems(tarballOf('fit', files))).toEqual([]);
  });

  it('with a path of this machine cannot be published', async () => {
    const files = {
      'package.json': manifest('leaky', { '.': { types: './index.d.ts', default: './index.js' } }),
      'index.js': `export const one = 1; // ${root}/packages/core`,
      'index.d.ts': 'export declare const one: number;',
    };
    expect(await publishProblems(tarballOf('leaky', files))).toEqual([
      `a file contains the path of this machine: ${root}`,
    ]);
  });

  it('with a missing file or unresolvable types cannot be published', async () => {
    const files = {
      'package.json': manifest('unfit', {
        '.': { types: './index.d.ts', default: './index.js' },
        './part': './part.js',
      }),
      'index.js': 'export const one = 1;',
      'index.d.ts': `export { one } from './part';`,
    };
    const problems = (await publishProblems(tarballOf('unfit', files))).join('\n');
    expect(problems).toContain('publint: pkg.exports["./part"]');
    expect(problems).toContain('arethetypeswrong:');
  });
});
