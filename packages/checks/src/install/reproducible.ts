import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packUnchanged } from '../tarballs.ts';
import { packages, root } from '../workspace.ts';
import { runIn } from './execute.ts';
import { pnpm } from './managers.ts';
import type { Scenario } from './scenario.ts';

/** Packages that are built and packed in another folder are the same bytes, so that they contain no path of a machine. */
export const reproducible: Scenario = {
  name: 'the same tarballs from another folder',
  async run({ folder }) {
    const copy = join(folder, 'another/deeper/folder');
    await copyRepository(copy);
    const place = { cwd: copy, env: { HOME: process.env.HOME ?? folder, CI: 'true' }, timeout: 900 };
    const file = await pnpm(folder);
    await runIn(place, file, 'install', '--frozen-lockfile', '--prefer-offline');
    await runIn(place, file, 'run', 'build');
    const names = packages.filter(({ manifest }) => !manifest.private).map(({ manifest }) => manifest.name);
    return differences(
      await digestsOf(await packUnchanged(names, join(folder, 'packed-here'))),
      await digestsOf(await packUnchanged(names, join(folder, 'packed-there'), copy)),
    );
  },
};

/** Returns one sentence for each package whose tarballs differ. */
export function differences(here: ReadonlyMap<string, string>, there: ReadonlyMap<string, string>): readonly string[] {
  const names = [...new Set([...here.keys(), ...there.keys()])];
  return names
    .filter((name) => here.get(name) !== there.get(name))
    .map((name) => `the tarball of ${name} has other bytes when it is built in another folder`);
}

/** Copies the files that git tracks or would add. */
async function copyRepository(copy: string): Promise<void> {
  const { stdout } = await runIn({ cwd: root }, 'git', 'ls-files', '-z', '--cached', '--others', '--exclude-standard');
  const paths = [...new Set(stdout.split('\0'))].filter((path) => path !== '' && existsSync(join(root, path)));
  for (const path of paths) {
    await mkdir(join(copy, path, '..'), { recursive: true });
    await cp(join(root, path), join(copy, path));
  }
}

async function digestsOf(tarballs: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, string>> {
  const digests = [...tarballs].map(async ([name, path]) => {
    const digest = createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
    return [name, digest] as const;
  });
  return new Map(await Promise.all(digests));
}
