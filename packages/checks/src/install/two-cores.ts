import { nextVersion, publishForeign, versionOf } from './publish.ts';
import type { Row } from './rows.ts';
import { problemsOf, type Scenario, withEach } from './scenario.ts';

/**
 * Checks an application whose library depends on an older copy of core. Both copies share the registered providers, the
 * settings and the error classes.
 */
export const twoCores: Scenario = {
  name: 'two versions of core in one project',
  async run(surroundings) {
    const older = await versionOf(surroundings.tarballs.get('@rephysco/core') ?? '', surroundings.folder);
    const newer = await nextVersion(surroundings, '@rephysco/core', 'minor');
    const manifest = { name: 'rephysco-library', exports: './index.js', dependencies: { '@rephysco/core': older } };
    const index = `export { Config as TheirConfig, LLMClient as TheirClient } from '@rephysco/core';\n`;
    await publishForeign(surroundings, manifest, { 'index.js': index });
    const row: Row = {
      name: 'two cores',
      installs: [`@rephysco/core@${newer}`, '@rephysco/openai', 'rephysco-library'],
      imports: {
        '@rephysco/core': 'Config, LLMClient, RephyscoError',
        '@rephysco/openai': '',
        'rephysco-library': 'TheirClient, TheirConfig',
      },
      setup: `if (TheirClient === LLMClient) throw new Error('There is only one core.');
        Config.update({ maxRetries: 7 });
        if (TheirConfig.current.maxRetries !== 7) throw new Error('The other core does not know the setting.');
        const client = new TheirClient({ provider: 'openai' });
        const error = await client.generate('').catch((reason) => reason);
        if (!(error instanceof RephyscoError)) throw new Error('The error of the other core is unknown: ' + error);`,
    };
    return withEach(surroundings, 'two cores', async (manager, project) => {
      const peers = await manager.add(project, ...row.installs);
      return problemsOf(row, project, { cores: [older, newer], peers }, surroundings);
    });
  },
};
