// Builds, tests, checks and publishes every package whose version is not yet on the registry. See RELEASING.md.
import { execFileSync } from 'node:child_process';

const dryRun = process.argv.includes('--dry-run');
const tag = process.argv.includes('--tag') ? process.argv[process.argv.indexOf('--tag') + 1] : undefined;

function run(command, ...args) {
  console.log(`$ ${[command, ...args].join(' ')}`);
  execFileSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' });
}

const changes = execFileSync('git', ['status', '--porcelain'], { encoding: 'utf8' });
if (changes !== '') {
  console.error(`The working tree has uncommitted changes. Commit or remove them before a release:\n${changes}`);
  process.exit(1);
}
run('pnpm', 'install', '--frozen-lockfile');
run('pnpm', 'run', 'build');
run('pnpm', 'test');
run('pnpm', 'run', 'check');
if (dryRun) console.log('Everything passed. Nothing was published (--dry-run).');
else run('pnpm', 'exec', 'changeset', 'publish', ...(tag === undefined ? [] : ['--tag', tag]));
