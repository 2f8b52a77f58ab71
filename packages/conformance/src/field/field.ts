/**
 * Runs the field cases against Rephysco and other libraries: `npx -y pnpm@12 field`. The other libraries are installed
 * into a temporary folder, never into the lockfile. The tables replace those of docs/field.md. The cases are in
 * `../shared/field` next to the repository. Without them, nothing runs.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fieldTables, type PeerResult, replaceTables, suiteResult } from './field-table.ts';

const root = resolve(import.meta.dirname, '../../../..');
const cases = resolve(root, '../shared/field');
const page = join(root, 'docs/field.md');
const peers = ['rephysco', 'ai-sdk', 'openai-node', 'langchain', 'pi-ai'];
/** Packages that the adapters read, in addition to the manifest beside them. */
const additional = ['@ai-sdk/xai@5.0.12'];
/** Packages with which some cases compare results. A case without its package is skipped. */
const compared = ['zod@4', 'vitest', 'jsdom', 'happy-dom'];

function run(
  command: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): string {
  const options = { cwd, encoding: 'utf8', env: { ...process.env, ...env }, timeout: 900_000, maxBuffer: 1e8 } as const;
  const { status, stdout, stderr, error } = spawnSync(command, args, options);
  if (error) throw error;
  // A suite exits with status 1 if a check fails. Its output is read anyway.
  if (status !== 0 && !/^\d+ passed/m.test(stdout)) {
    throw new Error(`${command} ${args.join(' ')} ended with status ${status}: ${stderr.slice(-2000)}`);
  }
  return stdout;
}

function main(): void {
  if (!existsSync(join(cases, 'peers/run.mjs'))) {
    console.warn('SKIPPED: the field cases are missing. They belong in ../shared/field beside the repository.');
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'field-'));
  try {
    run(process.execPath, [join(root, 'scripts/build.mjs')], root);
    cpSync(cases, folder, { recursive: true });
    const peersFolder = join(folder, 'peers');
    const install = ['install', '--no-audit', '--no-fund', '--ignore-scripts'];
    run('npm', [...install, ...additional], peersFolder);
    const extra = mkdtempSync(join(folder, 'extra-'));
    writeFileSync(join(extra, 'package.json'), '{ "private": true }');
    run('npm', [...install, ...compared], extra);
    const results = peers.map((peer): PeerResult => {
      const file = join(folder, `${peer}.json`);
      run(process.execPath, ['run.mjs', peer, '--quiet', '--out', file], peersFolder, { REPHYSCO_ROOT: root });
      console.log(`${peer}: done`);
      return JSON.parse(readFileSync(file, 'utf8'));
    });
    const suites = ['wire/run.mjs', 'pipeline/run.mjs', 'attack/small.mjs'].map((path) => {
      const output = run(process.execPath, [path, root], folder, { REPHYSCO_EXTRA: extra });
      console.log(output.trimEnd());
      return suiteResult(path.split('/')[0] ?? path, output);
    });
    const tables = fieldTables(new Date().toISOString().slice(0, 10), results, suites);
    writeFileSync(page, replaceTables(readFileSync(page, 'utf8'), tables));
    console.log(`\n${tables}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

main();
