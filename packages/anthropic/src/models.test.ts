import { describe, expect, it } from 'vitest';
import { anthropicModels, traitsOf } from './models.ts';

describe('traits', () => {
  it.each([
    ['claude-3-7-sonnet-20250219', 'budget', 'both', false],
    ['claude-3-5-haiku-20241022', 'none', 'both', false],
    ['claude-haiku-4-5-20251001', 'budget', 'one', false],
    ['claude-opus-4-6', 'both', 'one', false],
    ['claude-opus-4-7-20260416', 'adaptive', 'none', false],
    ['claude-sonnet-5', 'adaptive', 'none', false],
    ['claude-haiku-5-5', 'adaptive', 'none', false],
    ['claude-sonnet-5-5-20260930', 'adaptive', 'none', true],
    ['claude-fable-5', 'adaptive', 'none', false],
    ['claude-fable-5-2', 'adaptive', 'none', true],
    ['anthropic/claude-opus-5.5', 'adaptive', 'none', true],
    ['a-model-from-next-year', 'adaptive', 'both', false],
  ])('of %s', (id, thinking, sampling, isNewest) => {
    expect(traitsOf(id)).toMatchObject({ thinking, sampling, isNewest });
  });

  it('agree with the table about the parameters that a model rejects', () => {
    for (const { id, refuses = [] } of Object.values(anthropicModels)) {
      expect([id, refuses.includes('temperature')]).toEqual([id, traitsOf(id).sampling === 'none']);
    }
  });
});
