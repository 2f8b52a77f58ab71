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

describe('a history whose journal takes nothing', () => {
  it('enters an answer all the same, and says so, whatever a listener throws', async () => {
    const kept = createHistoryStore(emptyHistory, full);
    const deaf = () => {
      throw new Error('Not now.');
    };
    const add = [{ role: 'user', content: 'Hi' }] as const;
    expect(await kept.enter({ add }, deaf)).toEqual(['The disk is full.']);
    expect(kept.current.turns).toEqual(add);
  });

  it('makes no change that was to be made all or nothing', () => {
    const kept = createHistoryStore(emptyHistory, full);
    expect(() => kept.apply({ system: 'Be brief.' })).toThrow(ConfigurationError);
    expect(kept.current).toBe(emptyHistory);
  });
});
