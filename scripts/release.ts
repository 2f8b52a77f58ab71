// Builds, tests, checks and publishes every package whose version is not yet on the registry. See RELEASING.md.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { modelAgeWarnings } from './model-age.ts';

const { values } = parseArgs({ options: { 'dry-run': { type: 'boolean' }, tag: { type: 'string' } } });

function run(command: string, ...args: readonly string[]): void {
  console.log(`$ ${[command, ...args].join(' ')}`);
  execFileSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' });
}

/** Returns `true` between `changeset pre enter` and `changeset pre exit`. */
function isPreRelease(): boolean {
  if (!existsSync('.changeset/pre.json')) return false;
  return (JSON.parse(readFileSync('.changeset/pre.json', 'utf8')) as { readonly mode: string }).mode === 'pre';
}

function refuseChanges(): void {
  const changes = execFileSync('git', ['status', '--porcelain'], { encoding: 'utf8' });
  if (changes === '') return;
  console.error(`The working tree has uncommitted changes. Commit or remove them before a release:\n${changes}`);
  process.exit(1);
}

refuseChanges();
if (values.tag !== undefined && isPreRelease()) {
  console.error(
    `Remove --tag ${values.tag}: in pre-release mode, the tag is the one of '.changeset/pre.json'. To leave the mode, run: npx -y pnpm@12 exec changeset pre exit`,
  );
  process.exit(1);
}
run('pnpm', 'install', '--frozen-lockfile');
run('pnpm', 'run', 'build');
run('pnpm', 'test');
run('pnpm', 'run', 'test:system');
run('pnpm', 'run', 'check');
run('pnpm', 'run', 'verify:install');
refuseChanges();
for (const warning of modelAgeWarnings(process.cwd())) console.warn(`WARNING: ${warning}`);
if (values['dry-run']) console.log('Everything passed. Nothing was published (--dry-run).');
else run('pnpm', 'exec', 'changeset', 'publish', ...(values.tag === undefined ? [] : ['--tag', values.tag]));
