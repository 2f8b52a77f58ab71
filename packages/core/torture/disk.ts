import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Small disk for a test. */
export interface Disk extends Disposable {
  readonly dir: string;
  /** Makes the disk read-only. */
  lock(): void;
}

/** Mounts a disk in memory. Returns `undefined` if the user lacks the permission. */
export function mountDisk(kibibytes: number): Disk | undefined {
  const dir = mkdtempSync(join(tmpdir(), 'rephysco-disk-'));
  const run = (command: string, ...options: readonly string[]): boolean =>
    spawnSync(command, [...options, dir], { stdio: 'ignore' }).status === 0;
  if (!run('mount', '-t', 'tmpfs', '-o', `size=${kibibytes}k,mode=0700`, 'rephysco')) {
    rmdirSync(dir);
    return undefined;
  }
  return {
    dir,
    lock: () => void run('mount', '-o', 'remount,ro'),
    [Symbol.dispose]() {
      run('umount');
      rmdirSync(dir);
    },
  };
}
