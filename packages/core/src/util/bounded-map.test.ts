import { describe, expect, it } from 'vitest';
import { rememberIn } from './bounded-map.ts';

const most = 8;

describe('a bounded map', () => {
  it('creates a value once while the key is used', () => {
    const map = new Map<string, object>();
    const first = rememberIn(map, 'a', most, () => ({}));
    for (let number = 0; number < 100; number += 1) {
      rememberIn(map, `other ${number}`, most, () => ({}));
      expect(rememberIn(map, 'a', most, () => ({}))).toBe(first);
    }
  });

  it('removes the key that has not been used for the longest time', () => {
    const map = new Map<number, number>();
    for (let key = 0; key < most; key += 1) rememberIn(map, key, most, () => key);
    rememberIn(map, 0, most, () => 0);
    rememberIn(map, most, most, () => most);
    expect([...map.keys()]).toEqual([2, 3, 4, 5, 6, 7, 0, 8]);
  });

  it('never holds more keys than its limit', () => {
    const map = new Map<number, number>();
    for (let key = 0; key < 1000; key += 1) rememberIn(map, key % 17, most, () => key);
    expect(map.size).toBe(most);
  });
});
