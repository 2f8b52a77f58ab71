import { join } from 'node:path';
import { versionIn } from './cores.ts';
import { projectOf } from './matrix.ts';
import { nextVersion, publishAs } from './publish.ts';
import { problemsOf, type Scenario, withEach } from './scenario.ts';

/**
 * A minor version of core and a patch of a provider appear. An existing installation takes both with the update command
 * of its package manager, and a new one gets both, each with one copy of core and without a complaint about peers.
 */
export const releases: Scenario = {
  name: 'a minor version of core and a patch of a provider',
  async run(surroundings) {
    const { rows, folder } = surroundings;
    const core = await nextVersion(surroundings, '@rephysco/core', 'minor');
    const provider = await nextVersion(surroundings, '@rephysco/openai', 'patch');
    await publishAs(surroundings, '@rephysco/core', core);
    await publishAs(surroundings, '@rephysco/openai', provider);
    const row = rows.find(({ name }) => name === 'openai');
    const all = rows.find(({ name }) => name === 'rephysco');
    if (!row || !all) throw new Error('The matrix has no row for openai or for rephysco.');
    const oldProvider = (project: string) => {
      const version = versionIn(join(project, 'node_modules/@rephysco/openai'));
      return version === provider ? [] : [`@rephysco/openai ${version} instead of ${provider}`];
    };
    const updated = await withEach(surroundings, 'update', async (manager) => {
      const project = projectOf(folder, manager, row);
      const peers = await manager.update(project);
      return [...oldProvider(project), ...(await problemsOf(row, project, { cores: [core], peers }, surroundings))];
    });
    const fresh = await withEach(surroundings, 'new install', async (manager, project) => {
      const peers = await manager.add(project, ...row.installs);
      return [...oldProvider(project), ...(await problemsOf(row, project, { cores: [core], peers }, surroundings))];
    });
    const terminal = await withEach(surroundings, 'new install of rephysco', async (manager, project) => {
      const peers = await manager.add(project, ...all.installs);
      return problemsOf(all, project, { cores: [core], peers }, surroundings);
    });
    return [...updated, ...fresh, ...terminal];
  },
};
