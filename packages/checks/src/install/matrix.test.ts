import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { coresIn } from './cores.ts';
import type { Manager } from './managers.ts';
import { checkCell } from './matrix.ts';
import type { Row } from './rows.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'matrix-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function write(path: string, text: string): Promise<void> {
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, text);
}

/** Writes a fake `@rephysco/core` whose client answers with the given text. */
async function writeCore(place: string, version: string, text: string): Promise<void> {
  const manifest = { name: '@rephysco/core', version, type: 'module', exports: './index.js' };
  await write(join(place, 'package.json'), JSON.stringify(manifest));
  const answer = `{ text: '${text}', finishReason: 'stop' }`;
  await write(
    join(place, 'index.js'),
    `export class LLMClient {
      generate = async () => (${answer});
      stream = () => ({ result: Promise.resolve(${answer}), async *[Symbol.asyncIterator]() { yield 'Up.'; } });
      close = async () => {};
    }`,
  );
}

const row: Row = {
  name: 'core',
  installs: ['@rephysco/core'],
  imports: { '@rephysco/core': 'LLMClient' },
  setup: 'const client = new LLMClient();',
};
const nodes = [{ version: process.versions.node, file: process.execPath }];

const managerOf = (name: string, add: Manager['add']): Manager => ({ name, version: '1', add, update: async () => [] });

describe('a cell of the matrix', () => {
  it('has one check for the installation, and one for every mode by import and require', async () => {
    const manager = managerOf('good', async (project) => {
      await writeCore(join(project, 'node_modules/@rephysco/core'), '1.0.0', 'Up.');
      return [];
    });
    expect(await checkCell(row, manager, { nodes, folder, env: {} })).toMatchObject({ passed: 5, checks: 5, gaps: [] });
  });

  it('has a gap for each mode with a wrong answer, two copies of core, or a message about peers', async () => {
    const manager = managerOf('bad', async (project) => {
      await writeCore(join(project, 'node_modules/@rephysco/core'), '1.0.0', 'Down.');
      await writeCore(join(project, 'node_modules/other/node_modules/@rephysco/core'), '1.1.0', 'Up.');
      await write(join(project, 'node_modules/other/package.json'), '{ "name": "other" }');
      return ['warning: unmet peer'];
    });
    const { passed, gaps } = await checkCell(row, manager, { nodes, folder, env: {} });
    expect([passed, gaps.length]).toEqual([2, 3]);
    expect(gaps[0]).toBe('core, bad: 2 copies of core. warning: unmet peer');
    expect(gaps[1]).toContain('import, streamed: the program printed plain');
  });

  it('has a gap if the package manager or the program fails', async () => {
    const fails = managerOf('fails', async () => {
      throw new Error('ERESOLVE');
    });
    expect(await checkCell(row, fails, { nodes, folder, env: {} })).toMatchObject({
      passed: 0,
      gaps: ['core, fails: ERESOLVE'],
    });
    const empty = managerOf('empty', async (project) => {
      await mkdir(project, { recursive: true });
      return [];
    });
    const { passed, gaps } = await checkCell(row, empty, { nodes, folder, env: {} });
    expect([passed, gaps.length]).toEqual([0, 5]);
    expect(gaps.join('\n')).toContain('ERR_MODULE_NOT_FOUND');
  });
});

describe('copies of core', () => {
  it('are found in the layouts of npm, pnpm and bun, each once', async () => {
    const project = join(folder, 'layouts');
    const modules = join(project, 'node_modules');
    await writeCore(join(modules, '.pnpm/@rephysco+core@1.0.0/node_modules/@rephysco/core'), '1.0.0', '');
    await mkdir(join(modules, '@rephysco'), { recursive: true });
    await symlink('../.pnpm/@rephysco+core@1.0.0/node_modules/@rephysco/core', join(modules, '@rephysco/core'));
    await writeCore(join(modules, '@scope/library/node_modules/@rephysco/core'), '1.1.0', '');
    const own = join(modules, '.bun/own@1.0.0/node_modules');
    await write(join(own, 'own/package.json'), '{ "name": "own" }');
    await writeCore(join(modules, '.bun/@rephysco+core@1.2.0/node_modules/@rephysco/core'), '1.2.0', '');
    await mkdir(join(own, '@rephysco'));
    await symlink('../../../@rephysco+core@1.2.0/node_modules/@rephysco/core', join(own, '@rephysco/core'));
    await symlink('.bun/own@1.0.0/node_modules/own', join(modules, 'own'));
    await write(join(modules, '@scope/library/package.json'), '{ "name": "@scope/library" }');
    // pnpm leaves the copy before an update in its store.
    await writeCore(join(modules, '.pnpm/@rephysco+core@0.9.0/node_modules/@rephysco/core'), '0.9.0', '');
    expect(
      coresIn(project)
        .map(({ version }) => version)
        .sort(),
    ).toEqual(['1.0.0', '1.1.0', '1.2.0']);
  });

  it('do not exist in an empty project', () => expect(coresIn(join(folder, 'nothing'))).toEqual([]));
});
