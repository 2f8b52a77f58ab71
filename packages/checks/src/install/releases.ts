import { join } from 'node:path';
import { versionIn } from './cores.ts';
import { projectOf } from './matrix.ts';
import { nextVersion, publishAs } from './publish.ts';
import { problemsOf, type Scenario, withEach } from './scenario.ts';

/**
 * Publishes a minor version of core and a patch version of a provider. Checks that the update command of each package
 * manager and a new installation install both, with one copy of core and without messages about peers.
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
