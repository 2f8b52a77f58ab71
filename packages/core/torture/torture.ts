/** Long version of the cache torture tests: `pnpm torture`. It takes some minutes and fails if any value was lost. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crash } from './crash.ts';
import { crowd } from './crowd.ts';
import { damage, damages } from './damage.ts';
import { type Disk, mountDisk } from './disk.ts';
import { fill, lock } from './full.ts';

const root = mkdtempSync(join(tmpdir(), 'rephysco-torture-'));
const dir = (): string => mkdtempSync(join(root, 'cache-'));
const harmless = new Set(['committed', 'inside', 'kept', 'refused']);
const run = async (what: string, torture: () => Promise<object>): Promise<void> => {
  const started = performance.now();
  const result = Object.entries(await torture());
  const bad = result.some(([name, count]) => !harmless.has(name) && count !== 0);
  if (bad) process.exitCode = 1;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${bad ? 'FAILED' : 'ok'}  ${what}: ${result.map((each) => each.join(' ')).join(', ')}  (${seconds} s)`);
};

try {
  for (const bytes of [3000, 1_000_000]) {
    await run(`kill -9, 200 times, values of ${bytes} bytes`, () => crash({ dir: dir(), tries: 200, bytes }));
  }
  for (const processes of [8, 2]) {
    const options = { processes, writes: 150, rounds: 3, bytes: 3000 };
    await run(`${processes} processes, 150 writes each, 3 rounds`, () => crowd({ dir: dir(), ...options }));
  }
  for (const [what, hurt] of Object.entries(damages)) {
    await run(`files ${what}`, () => damage(dir(), hurt, 500));
  }
  for (const [what, torture] of [
    ['a full disk', (disk: Disk) => fill(disk, 2000)],
    ['a disk that can only be read', (disk: Disk) => lock(disk, 100)],
  ] as const) {
    using disk = mountDisk(2048);
    if (disk) await run(what, () => torture(disk));
    else console.warn(`SKIPPED: ${what}. Mounting a small one needs root.`);
  }
} finally {
  rmSync(root, { recursive: true });
}
