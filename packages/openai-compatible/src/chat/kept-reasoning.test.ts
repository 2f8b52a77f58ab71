import { describe, expect, it } from 'vitest';
import { keepReasoning } from './kept-reasoning.ts';

describe('reasoning for the next request', () => {
  it('is the text of each field', () => {
    const kept = keepReasoning();
    kept.add(undefined);
    kept.add({ text: 'not in a field' });
    kept.add({ text: 'one ', field: 'reasoning' });
    kept.add({ text: 'other', field: 'thinking' });
    kept.add({ text: 'two', field: 'reasoning' });
    expect(kept.texts()).toEqual({ reasoning: 'one two', thinking: 'other' });
  });

  it('is left out if it is longer than 8 Mi characters, more than any model writes', () => {
    const kept = keepReasoning();
    const mebi = 'x'.repeat(1024 * 1024);
    for (let piece = 0; piece < 9; piece += 1) kept.add({ text: mebi, field: 'reasoning' });
    kept.add({ text: 'short', field: 'reasoning' });
    expect(kept.texts()).toEqual({});
  });
});
