import { describe, expect, it } from 'vitest';
import type { Cell } from './matrix.ts';
import { gapsOf, matrixLines } from './report.ts';

const managers = [
  { name: 'npm', version: '11.0.0' },
  { name: 'pnpm', version: '12.0.0' },
];
const rows = [{ name: 'openai' }];
const cell: Cell = { row: 'openai', manager: 'npm', passed: 4, checks: 5, gaps: ['openai, npm: one failed'] };

describe('the matrix', () => {
  it('shows passed checks by package and manager, and cells that are missing', () => {
    expect(matrixLines([cell], managers)).toBe(
      ['package  npm 11.0.0  pnpm 12.0.0', 'openai   4/5         missing'].join('\n'),
    );
  });

  it('has a gap for each failed check and for each missing cell', () => {
    expect(gapsOf([cell], rows, managers)).toEqual(['openai, pnpm: was not checked', 'openai, npm: one failed']);
    const full = managers.map(({ name }) => ({ ...cell, manager: name, passed: 5, gaps: [] }));
    expect(gapsOf(full, rows, managers)).toEqual([]);
  });
});
