import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

it('Hundreds of mixed calls leave no listener, timer or socket, and do not grow the heap', async () => {
  const options = ['--expose-gc', '--conditions=@rephysco/source', join(import.meta.dirname, 'soak.ts'), '900'];
  const { stdout } = await promisify(execFile)(process.execPath, options, { timeout: 120_000 });
  expect(stdout).toMatch(/listeners .*: 0\ntimers: 0\nsockets: 0\ncalls .*: 0\nnothing is left\n$/);
}, 120_000);
