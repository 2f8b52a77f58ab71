import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { apiOf, compilerOptions, entriesOf, listOf } from './api.ts';
import { packages } from './workspace.ts';

const published = packages.filter(({ manifest }) => !manifest.private);

describe('names that users import', () => {
  const files = published.flatMap(entriesOf).map(({ file }) => file);
  const program = ts.createProgram(files, compilerOptions());

  it.each(published.map((each) => [each.manifest.name, each] as const))(
    'of %s are those of its list, which `vitest run packages/checks -u` renews',
    async (_, each) => {
      const names = entriesOf(each).map((entry) => apiOf(entry, program));
      await expect(names.join('\n')).toMatchFileSnapshot(listOf(each.manifest));
    },
  );

  it('are at most 110 in the root of core, of which at most 60 are values', () => {
    const core = published.find(({ manifest }) => manifest.name === '@rephysco/core');
    const [main] = core ? entriesOf(core) : [];
    if (!main) throw new Error('packages/core/package.json has no entry point');
    const [values = '', types = ''] = apiOf(main, program).split('\ntypes\n');
    const count = (list: string): number => list.match(/^ {2}\w/gm)?.length ?? 0;
    expect(count(values)).toBeGreaterThan(20);
    expect(count(values)).toBeLessThanOrEqual(60);
    expect(count(values) + count(types)).toBeLessThanOrEqual(110);
  });

  it('are divided into values and types', () => {
    const folder = mkdtempSync(join(tmpdir(), 'api-'));
    const file = join(folder, 'index.ts');
    const parts = [
      `export { type Shape, make } from './part.ts';`,
      'export class Box {}',
      `export const Kind = {} as const;\nexport type Kind = keyof typeof Kind;`,
      `export type { Box as BoxType };`,
    ];
    writeFileSync(join(folder, 'part.ts'), 'export interface Shape {}\nexport function make(): void {}');
    writeFileSync(file, parts.join('\n'));
    const entry = { name: '@rephysco/parts', file };
    expect(apiOf(entry, ts.createProgram([file], compilerOptions()))).toBe(
      '@rephysco/parts\n\nvalues\n  Box\n  Kind\n  make\n\ntypes\n  BoxType\n  Shape\n',
    );
    rmSync(folder, { recursive: true });
  });

  it('need files that exist', () => {
    const entry = { name: '@rephysco/nothing', file: join(import.meta.dirname, 'nothing.ts') };
    expect(() => apiOf(entry, program)).toThrow('nothing.ts is missing');
  });
});
