import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../contract/errors.ts';
import { emptyHistory } from './history.ts';
import { createHistoryStore } from './history-store.ts';
import type { Journal } from './journal.ts';

const full: Journal = {
  append() {
    throw new ConfigurationError('The disk is full.');
  },
  checkOpen() {},
  flush: () => Promise.resolve(),
  close() {},
};

describe('a history whose journal cannot be written', () => {
  it('adds an answer anyway with a warning, even if a listener throws', async () => {
    const kept = createHistoryStore(emptyHistory, full);
    const deaf = () => {
      throw new Error('Not now.');
    };
    const add = [{ role: 'user', content: 'Hi' }] as const;
    expect(await kept.enter({ add }, deaf)).toEqual(['The disk is full.']);
    expect(kept.current.turns).toEqual(add);
  });

  it('does not apply an atomic change', () => {
    const kept = createHistoryStore(emptyHistory, full);
    expect(() => kept.apply({ system: 'Be brief.' })).toThrow(ConfigurationError);
    expect(kept.current).toBe(emptyHistory);
  });
});
