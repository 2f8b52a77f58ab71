import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fieldTables, type PeerResult, replaceTables, suiteResult } from './field-table.ts';

const rows = [
  { file: '97-a.mjs', name: 'a | b', verdict: 'right' },
  { file: '98-b.mjs', name: 'b', verdict: 'typed' },
] as const;
const peers: readonly PeerResult[] = [
  { peer: 'rephysco', version: 'rephysco abc', rows },
  { peer: 'other', version: 'other 1.0', rows: [{ file: '98-b.mjs', name: 'b', verdict: 'wrong' }] },
];

it('counts the verdicts of each library and lists each case', () => {
  const tables = fieldTables('2026-11-30', peers, [{ suite: 'attack', passed: 3, failed: 0, skipped: 1 }]);
  expect(tables).toContain('| rephysco | commit abc | 1 | 1 | 0 | 0 | 0 |');
  expect(tables).toContain('| a \\| b | right | not applicable |');
  expect(tables).toContain('| b | typed error | wrong |');
  expect(tables).toContain('| attack | 3 | 0 | 1 |');
});

it('describes a known case in the words of the pages', () => {
  const known = [{ file: '42-done.mjs', name: 'done', verdict: 'right' }] as const;
  expect(fieldTables('2026-11-30', [{ peer: 'rephysco', version: '1', rows: known }], [])).toContain(
    '| An end marker with spaces around it ends the stream | right |',
  );
});

it.each([
  ['30 passed, 0 failed', { passed: 30, failed: 0, skipped: 0 }],
  ['ok a\n5 passed, 1 fall short, 2 skipped\n', { passed: 5, failed: 1, skipped: 2 }],
])('reads the result of a suite from %j', (output, counts) => {
  expect(suiteResult('wire', output)).toEqual({ suite: 'wire', ...counts });
});

it('rejects the output of a suite that did not end', () => {
  expect(() => suiteResult('wire', 'ok one')).toThrow('The suite wire printed no result');
});

it('replaces the tables of the page, which has the markers', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../../docs/field.md'), 'utf8');
  expect(replaceTables(page, 'new tables')).toContain('<!-- field -->\n\nnew tables\n\n<!-- /field -->');
  expect(() => replaceTables('# Page', '')).toThrow('has no markers');
});
