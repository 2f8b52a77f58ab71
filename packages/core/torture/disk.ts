import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A small disk of its own. */
export interface Disk extends Disposable {
  readonly dir: string;
  /** From now on it can only be read. */
  lock(): void;
}

/** Mounts a disk in memory; `undefined` where this user may not. */
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
