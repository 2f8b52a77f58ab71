import { join } from 'node:path';
import { versionIn } from './cores.ts';
import { runIn } from './execute.ts';
import { projectOf } from './matrix.ts';
import { publishForeign } from './publish.ts';
import type { Row } from './rows.ts';
import { problemsOf, type Scenario, type Surroundings, withEach } from './scenario.ts';

const name = 'rephysco-provider-parrot';

/** Provider that is not part of this repository. */
const index = `
import { registerProvider } from '@rephysco/core';
async function* generate({ model }) {
  yield { type: 'text', text: 'From the plugin.' };
  yield { type: 'finish', finishReason: 'stop', model, provider: 'parrot', usage: {} };
}
registerProvider({
  name: 'parrot',
  models: {},
  create: () => ({ name: 'parrot', defaultModel: 'p-1', model: (id) => ({ id, input: ['text'] }), generate }),
});
`;

/** Checks a third-party provider in a program, and in the command line after `plugins add`. */
export const plugin: Scenario = {
  name: 'a provider of others',
  async run(surroundings) {
    const manifest = {
      name,
      exports: './index.js',
      peerDependencies: { '@rephysco/core': '^1.0.0' },
    };
    await publishForeign(surroundings, manifest, { 'index.js': index });
    const row: Row = {
      name,
      installs: ['@rephysco/core', name],
      imports: { '@rephysco/core': 'LLMClient', [name]: '' },
      setup: `const client = new LLMClient({ provider: 'parrot' });`,
    };
    const inPrograms = await withEach(surroundings, 'plugin', async (manager, project) => {
      const peers = await manager.add(project, ...row.installs);
      const version = versionIn(join(project, 'node_modules/@rephysco/core'));
      return problemsOf(row, project, { cores: [version], peers }, surroundings);
    });
    return [...inPrograms, ...(await inTerminal(surroundings))];
  },
};

async function inTerminal(surroundings: Surroundings): Promise<readonly string[]> {
  const { rows, folder, registry } = surroundings;
  const row = rows.find(({ installs }) => installs.includes('rephysco'));
  if (!row) throw new Error('The matrix has no row for rephysco.');
  return withEach(surroundings, 'plugin in the command line', async (manager, home) => {
    const cwd = projectOf(folder, manager, row);
    const env = {
      HOME: home,
      REPHYSCO_HOME: home,
      npm_config_registry: registry.url,
      npm_config_cache: join(home, 'npm'),
    };
    const rephysco = async (...args: readonly string[]) =>
      (await runIn({ cwd, env }, process.execPath, join(cwd, 'node_modules/rephysco/dist/bin.js'), ...args)).stdout;
    await rephysco('plugins', 'add', name);
    const answer = await rephysco('-p', 'parrot', 'Hello');
    return answer === 'From the plugin.\n' ? [] : [`the command line printed ${answer}`];
  });
}
