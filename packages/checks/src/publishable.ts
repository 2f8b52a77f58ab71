import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { pack } from './tarballs.ts';
import { packages, root } from './workspace.ts';

const attw = join(import.meta.dirname, '../node_modules/.bin/attw');

/**
 * Checks a tarball with publint, with arethetypeswrong for packages that are ESM only, and for paths of this machine.
 *
 * @returns one line per problem; empty for a tarball that is fit to publish
 */
export async function publishProblems(tarball: string): Promise<readonly string[]> {
  const { buffer } = new Uint8Array(await readFile(tarball));
  const { messages, pkg } = await publint({ pack: { tarball: buffer } });
  const lint = messages.map((message) => `publint: ${formatMessage(message, pkg, { color: false })}`);
  const types = await promisify(execFile)(attw, [tarball, '--profile', 'esm-only', '--no-color', '--no-emoji']).then(
    () => [],
    ({ stdout }: { readonly stdout: string }) => [`arethetypeswrong:\n${stdout}`],
  );
  const paths = (await containsPath(tarball, root)) ? [`a file contains the path of this machine: ${root}`] : [];
  return [...lint, ...types, ...paths];
}

/** Returns `true` if a file of a tarball contains a path. Paths usually come from source maps. */
async function containsPath(tarball: string, path: string): Promise<boolean> {
  const limits = { maxBuffer: 200 * 1024 * 1024, encoding: 'buffer' as const };
  const { stdout } = await promisify(execFile)('tar', ['-xOzf', tarball], limits);
  return stdout.includes(path);
}

if (import.meta.main) {
  const folder = await mkdtemp(join(tmpdir(), 'publishable-'));
  const names = packages.filter(({ manifest }) => !manifest.private).map(({ manifest }) => manifest.name);
  for (const [name, tarball] of await pack(names, folder)) {
    const problems = await publishProblems(tarball);
    console.log(
      [problems.length ? `${name} is not fit to publish` : `${name} is fit to publish`, ...problems].join('\n'),
    );
    if (problems.length) process.exitCode = 1;
  }
  await rm(folder, { recursive: true });
}
