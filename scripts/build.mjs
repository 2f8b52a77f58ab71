// Builds outdated packages and prints one line. Prints turbo's report only if a build fails.
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

const started = performance.now();
process.stderr.write('Building … ');
const turbo = spawn('turbo', ['run', 'build', ...process.argv.slice(2)], {
  env: { ...process.env, DO_NOT_TRACK: '1' },
  shell: process.platform === 'win32',
  stdio: ['ignore', 'pipe', 'pipe'],
});
const exit = new Promise((resolve, reject) => turbo.once('error', reject).once('close', resolve));
const [report, complaints, code] = await Promise.all([text(turbo.stdout), text(turbo.stderr), exit]);
const seconds = ((performance.now() - started) / 1000).toFixed(1);
process.stderr.write(code === 0 ? `done in ${seconds} s\n` : `failed\n${report}${complaints}`);
process.exitCode = code ?? 1;
