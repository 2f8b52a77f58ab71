import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { root } from './workspace.ts';

const execute = promisify(execFile);

/**
 * Packs packages of the workspace, built before, as they would be published.
 *
 * @returns the path of each tarball by the name of its package
 */
export async function pack(names: readonly string[], into: string): Promise<ReadonlyMap<string, string>> {
  const filters = names.flatMap((name) => ['--filter', name]);
  const args = ['-y', 'pnpm@12', ...filters, 'pack', '--json', '--pack-destination', into];
  const { stdout } = await execute('npx', args, { cwd: root });
  const packed: readonly { readonly name: string; readonly filename: string }[] = [JSON.parse(stdout)].flat();
  return new Map(packed.map(({ name, filename }) => [name, filename]));
}
