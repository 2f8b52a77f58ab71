import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const examples = globSync('*.ts', { cwd: join(root, 'examples') }).map((file) => file.replace(/\.ts$/, ''));

async function example(...args: readonly string[]) {
  const command = ['--conditions=@rephysco/source', join(root, 'scripts/example.ts'), ...args];
  const { PATH, HOME, NODE_COMPILE_CACHE } = process.env;
  const running = promisify(execFile)(process.execPath, command, {
    cwd: root,
    env: { PATH, HOME, NODE_COMPILE_CACHE },
  });
  return running.then(({ stdout }) => ({ code: 0, stdout, stderr: '' })).catch((error) => error);
}

describe('pnpm example', () => {
  it.each(examples)('%s runs without a key and prints that it uses the simulator', async (name) => {
    const { code, stdout } = await example(name);
    expect(code).toBe(0);
    expect(stdout).toContain(`examples/${name}.ts on the simulator at http://127.0.0.1:`);
  });

  it('lists the examples without a name, and for a wrong one', async () => {
    expect((await example()).stdout).toContain('tools');
    const wrong = await example('nonsense');
    expect([wrong.code, wrong.stderr]).toEqual([2, "error: there is no example 'nonsense'.\n"]);
  });
});
