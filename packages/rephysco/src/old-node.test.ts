import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const bin = fileURLToPath(new URL('bin.ts', import.meta.url));
const conditions = '--conditions=@rephysco/source';

/** Runs the command line on a Node.js that reports another version. */
async function runOn(version: string, ...args: readonly string[]) {
  const pretend = `data:text/javascript,Object.defineProperty(process.versions, 'node', { value: '${version}' })`;
  return promisify(execFile)(process.execPath, [conditions, '--import', pretend, bin, ...args]).catch((error) => error);
}

describe('an old Node.js', () => {
  it.each(['18.20.8', '20.20.2', '22.11.0'])('%s is rejected in one line, with exit code 2', async (version) => {
    for (const args of [['--version'], ['generate', 'Hi']]) {
      const { code, stdout, stderr } = await runOn(version, ...args);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(
        /^error: rephysco needs Node\.js 22\.12 or later, and this is Node\.js [\d.]+\. Install .*\n$/,
      );
    }
  });

  it('of version 22.12.0 is accepted', async () => {
    expect((await runOn('22.12.0', '--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
