import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { crash } from './crash.ts';
import { crowd } from './crowd.ts';
import { damage, damages } from './damage.ts';
import { mountDisk } from './disk.ts';
import { fill, lock } from './full.ts';

// `pnpm torture` runs the same checks for a longer time.
const root = mkdtempSync(join(tmpdir(), 'rephysco-torture-'));
afterAll(() => rmSync(root, { recursive: true }));
const dir = (): string => mkdtempSync(join(root, 'cache-'));

describe('a file store under torture', () => {
  it.each([
    { bytes: 3000, tries: 8 },
    { bytes: 1_000_000, tries: 3 },
  ])('loses no entry and returns no wrong one when its writers are killed ($bytes bytes)', async (options) => {
    const { committed, ...damage } = await crash({ dir: dir(), ...options });
    expect(committed).toBeGreaterThan(0);
    expect(damage).toMatchObject({ lost: 0, wrong: 0, thrown: 0 });
  });

  it('loses nothing when eight processes write at once', async () => {
    const options = { processes: 8, writes: 40, rounds: 1, bytes: 3000 };
    expect(await crowd({ dir: dir(), ...options })).toEqual({ committed: 320, lost: 0, torn: 0, thrown: 0 });
  });

  it.each(Object.entries(damages))('does not return files that are %s, and replaces them', async (_, hurt) => {
    expect(await damage(dir(), hurt, 20)).toEqual({ wrong: 0, unhealed: 0, thrown: 0 });
  });

  it('keeps its entries when the disk is full', async ({ skip }) => {
    using disk = mountDisk(512);
    if (!disk) return skip(unmountable());
    const { kept, refused, ...damage } = await fill(disk, 400);
    expect(damage).toEqual({ lost: 0, wrong: 0 });
    expect([kept > 50, refused > 50]).toEqual([true, true]);
  });

  it('is still readable if it is not writable', async ({ skip }) => {
    using disk = mountDisk(512);
    if (!disk) return skip(unmountable());
    expect(await lock(disk, 20)).toEqual({ lost: 0, accepted: 0 });
  });
});

function unmountable(): string {
  const note = 'SKIPPED: mounting a small disk needs root.';
  console.warn(note);
  return note;
}
