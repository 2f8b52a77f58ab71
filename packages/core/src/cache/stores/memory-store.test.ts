import { afterEach, describe, expect, it, vi } from 'vitest';
import { memoryStore } from './memory-store.ts';

afterEach(() => void vi.useRealTimers());

describe('a memory store', () => {
  it('stays within its size, and removes the least recently used values', () => {
    const text = 'x'.repeat(1000);
    const store = memoryStore({ maxBytes: 10 * (2 * 1002 + 256) });
    for (let index = 0; index < 10; index += 1) store.set(`${index}`, text);
    store.get('0');
    store.set('10', text);
    const kept = Array.from({ length: 11 }, (_, index) => index).filter((index) => store.get(`${index}`) !== undefined);
    expect(kept).toEqual([0, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('does not store values that exceed its size', () => {
    const store = memoryStore({ maxBytes: 1000 });
    store.set('a', 'short');
    store.set('a', 'x'.repeat(1000));
    expect(store.get('a')).toBe(undefined);
  });

  it('keeps a copy that cannot be changed', () => {
    const store = memoryStore();
    const value = { list: [1] };
    store.set('a', value);
    value.list.push(2);
    const kept = store.get('a') as typeof value;
    expect(kept).toEqual({ list: [1] });
    expect(() => kept.list.push(3)).toThrow(TypeError);
    expect(store.get('a')).toBe(kept);
  });

  it('removes values after its own lifetime, or the given one', () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const store = memoryStore({ ttl: 10 });
    store.set('own', 1);
    store.set('told', 1, 20_000);
    vi.setSystemTime(Date.now() + 10_001);
    expect([store.get('own'), store.get('told')]).toEqual([undefined, 1]);
    vi.setSystemTime(Date.now() + 10_001);
    expect(store.get('told')).toBe(undefined);
    expect(store.ttl).toBe(10_000);
  });

  it('starts no timers for its values', () => {
    vi.useFakeTimers();
    const store = memoryStore({ ttl: 10 });
    for (let index = 0; index < 100; index += 1) store.set(`${index}`, index);
    store.get('1');
    expect(vi.getTimerCount()).toBe(0);
  });
});
