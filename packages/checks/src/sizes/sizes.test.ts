import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../workspace.ts';
import { growthOf, recordedSizes, type Sizes, sizesIn, sizesPage, sizeTables, withSizes } from './sizes.ts';

const recorded: Sizes = {
  measuredOn: '2026-01-01',
  installs: { core: { packages: 10, bytes: 1000 } },
  gzip: { core: 1000 },
  call: { files: 5, gzip: 2000 },
  imports: { core: 4 },
};

describe('the recorded sizes', () => {
  it('are the ones that the page shows', () => {
    expect(sizesIn(readFileSync(join(root, sizesPage), 'utf8'))).toBe(sizeTables(recordedSizes()));
  });

  it('may be exceeded by the tolerance', () => {
    const larger = {
      ...recorded,
      installs: { core: { packages: 11, bytes: 1100 } },
      gzip: { core: 1520 },
      call: { files: 5, gzip: 2540 },
    };
    expect(growthOf(recorded, larger)).toEqual([]);
  });

  it.each<[Partial<Sizes>, string]>([
    [{ installs: { core: { packages: 12, bytes: 1000 } } }, 'packages installed for core is 12, and 10'],
    [{ installs: { core: { packages: 10, bytes: 1101 } } }, 'bytes installed for core is 1101'],
    [{ gzip: { core: 1521 } }, 'gzipped code of core is 1521'],
    [{ gzip: { core: 1000, other: 1 } }, 'gzipped code of other is not recorded'],
    [{ call: { files: 6, gzip: 2000 } }, 'files loaded by one call is 6'],
    [{ call: { files: 5, gzip: 2541 } }, 'gzipped code of one call is 2541'],
    [{ imports: { core: 5 } }, 'files loaded by core is 5'],
  ])('may not be exceeded as in %j', (change, words) => {
    expect(growthOf(recorded, { ...recorded, ...change })).toEqual([expect.stringContaining(words)]);
  });
});

describe('a page with sizes', () => {
  it('changes between its marks only', () => {
    const page = 'before\n\n<!-- sizes -->\nold\n<!-- /sizes -->\n\nafter\n';
    const changed = withSizes(page, recorded);
    expect(changed).toBe(`before\n\n<!-- sizes -->\n${sizeTables(recorded)}\n<!-- /sizes -->\n\nafter\n`);
    expect(sizesIn(changed)).toBe(sizeTables(recorded));
  });

  it('needs its marks', () => expect(() => sizesIn('no marks')).toThrow('<!-- sizes -->'));
});
