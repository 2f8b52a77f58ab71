// Measures the packages and records their sizes: `npx -y pnpm@12 run sizes`.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installPackages } from '../installed-packages.ts';
import { root } from '../workspace.ts';
import { measureSizes } from './measure-sizes.ts';
import { sizesFile, sizesPage, sizeTables, withSizes } from './sizes.ts';

const folder = await mkdtemp(join(tmpdir(), 'sizes-'));
try {
  const sizes = await measureSizes(await installPackages(folder));
  await writeFile(join(root, sizesFile), `${JSON.stringify(sizes, null, 2)}\n`);
  const page = join(root, sizesPage);
  await writeFile(page, withSizes(await readFile(page, 'utf8'), sizes));
  console.log(sizeTables(sizes));
} finally {
  await rm(folder, { recursive: true });
}
