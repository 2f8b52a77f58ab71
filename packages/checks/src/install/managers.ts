import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runIn } from './execute.ts';
import type { Registry } from './registry.ts';
import type { Tools } from './tools.ts';

/** Package manager under test. Its cache, its settings and its home folder are empty at the start. */
export interface Manager {
  readonly name: string;
  readonly version: string;
  /**
   * Adds packages to the project in a folder. Creates the folder if it is missing.
   *
   * @returns lines of its output about peer dependencies
   * @throws Error with its output if it fails
   */
  add(folder: string, ...packages: readonly string[]): Promise<readonly string[]>;
  /** Updates all dependencies of the project to the newest versions of their ranges. Returns the same as `add`. */
  update(folder: string): Promise<readonly string[]>;
}

interface Command {
  readonly name: string;
  readonly file: string;
  /** Arguments before all others, such as the path of a script. */
  readonly first?: readonly string[];
  readonly add: readonly string[];
  readonly update: readonly string[];
}

/** Returns npm and pnpm. The long form also returns yarn and bun. */
export async function findManagers(
  tools: Tools,
  form: 'short' | 'long',
  registry: Registry,
  home: string,
): Promise<readonly Manager[]> {
  const quiet = ['--no-audit', '--no-fund'];
  const commands: readonly Command[] = [
    { name: 'npm', file: 'npm', add: ['install', ...quiet], update: ['update', ...quiet] },
    { name: 'pnpm', file: await pnpm(home), add: ['add'], update: ['update'] },
  ];
  const yarn = { file: process.execPath, first: [tools.file('yarn/bin/yarn.js')], add: ['add'], update: ['upgrade'] };
  // bun caches the metadata of a package for five minutes.
  const bun = { file: tools.file('@oven/bun/bin/bun'), add: ['add', '--no-cache'], update: ['update'] };
  const more: readonly Command[] = [
    { name: 'yarn', ...yarn },
    { name: 'bun', ...bun },
  ];
  const all = form === 'short' ? commands : [...commands, ...more];
  return Promise.all(all.map((command) => toManager(command, registry, join(home, command.name))));
}

async function toManager({ name, file, first = [], add, update }: Command, { url }: Registry, home: string) {
  const env = {
    HOME: home,
    XDG_DATA_HOME: join(home, 'data'),
    XDG_CACHE_HOME: join(home, 'cache'),
    npm_config_registry: url,
    PNPM_CONFIG_REGISTRY: url,
    // pnpm rejects new versions by default, but this check has just published them.
    PNPM_CONFIG_MINIMUM_RELEASE_AGE: '0',
  };
  await mkdir(home, { recursive: true });
  const run = async (folder: string, ...args: readonly string[]) => {
    const { stdout, stderr } = await runIn({ cwd: folder, env }, file, ...first, ...args);
    return `${stdout}${stderr}`.split('\n').filter((line) => /peer|ERESOLVE/i.test(line));
  };
  const manager: Manager = {
    name,
    version: (await runIn({ cwd: home, env }, file, ...first, '--version')).stdout.trim(),
    async add(folder, ...packages) {
      await mkdir(folder, { recursive: true });
      const manifest = join(folder, 'package.json');
      const text = await readFile(manifest, 'utf8').catch(() => '{ "private": true }');
      await writeFile(manifest, text);
      await writeFile(join(folder, '.npmrc'), `registry=${url}\n`);
      // pnpm fails until the project allows or denies each install script. The README of the package documents that.
      if (packages.includes('@rephysco/queue'))
        await writeFile(join(folder, 'pnpm-workspace.yaml'), 'allowBuilds:\n  msgpackr-extract: false\n');
      return run(folder, ...add, ...packages);
    },
    update: (folder) => run(folder, ...update),
  };
  return manager;
}

/** Returns the path of the pnpm that runs this script. Without one, returns the path of the pnpm that npx installs. */
export async function pnpm(cwd: string): Promise<string> {
  const running = process.env.npm_execpath;
  if (running && /pnpm(?:\.exe)?$/.test(running)) return running;
  const env = { HOME: process.env.HOME ?? cwd };
  await mkdir(cwd, { recursive: true });
  return (await runIn({ cwd, env }, 'npx', '-y', '-p', 'pnpm@12', '-c', 'command -v pnpm')).stdout.trim();
}
