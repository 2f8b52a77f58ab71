import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { pack } from './tarballs.ts';
import { packages } from './workspace.ts';

const attw = join(import.meta.dirname, '../node_modules/.bin/attw');

/** What publint, and arethetypeswrong for packages that are ESM only, say against a tarball; empty when nothing. */
export async function publishProblems(tarball: string): Promise<readonly string[]> {
  const { buffer } = new Uint8Array(await readFile(tarball));
  const { messages, pkg } = await publint({ pack: { tarball: buffer } });
  const lint = messages.map((message) => `publint: ${formatMessage(message, pkg, { color: false })}`);
  const types = await promisify(execFile)(attw, [tarball, '--profile', 'esm-only', '--no-color', '--no-emoji']).then(
    () => [],
    ({ stdout }: { readonly stdout: string }) => [`arethetypeswrong:\n${stdout}`],
  );
  return [...lint, ...types];
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
