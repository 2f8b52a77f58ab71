import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CacheStore } from '../contract/cache-store.ts';
import { never } from '../testing/samples.ts';
import { withCircuitBreaker } from './circuit-breaker.ts';
import { tieredStore } from './stores/tiered-store.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Returns the result of a call, or `late` if it takes longer than `milliseconds`. Also accepts plain values. */
async function within(milliseconds: number, value: unknown): Promise<unknown> {
  const late = Symbol('late');
  const [first] = await Promise.all([
    Promise.race([value, new Promise((resolve) => setTimeout(resolve, milliseconds, late))]),
    vi.advanceTimersByTimeAsync(milliseconds),
  ]);
  return first === late ? 'late' : first;
}

/** Returns a store whose reads are pending until the test calls `answer`. Its writes never finish. */
function remote(): CacheStore & { answer: (value: unknown) => void; readonly asked: () => number } {
  const waiting: ((value: unknown) => void)[] = [];
  let asked = 0;
  return {
    get: () => {
      asked += 1;
      return new Promise((resolve) => waiting.push(resolve));
    },
    set: () => never,
    answer(value) {
      for (const resolve of waiting.splice(0)) resolve(value);
    },
    asked: () => asked,
  };
}

describe('a store behind the circuit breaker', () => {
  it('returns a value immediately if the store does', () => {
    const map = new Map([['a', 1]]);
    const guard = withCircuitBreaker(map);
    expect(guard.get('a')).toBe(1);
    guard.set('b', 2);
    expect(map.get('b')).toBe(2);
  });

  it('has one circuit breaker for all clients', () => {
    const store = new Map();
    expect(withCircuitBreaker(store)).toBe(withCircuitBreaker(store));
  });

  it('waits 250 ms once, and then no longer', async () => {
    const store = remote();
    const guard = withCircuitBreaker(store);
    const first = guard.get('a');
    expect(await within(249, first)).toBe('late');
    expect(await within(1, first)).toBe(undefined);
    expect([guard.get('b'), guard.set('b', 1)]).toEqual([undefined, undefined]);
    expect(guard.takeWarning()).toBe(
      'The cache store cannot be read: no answer within 250 ms. Requests continue without the cache.',
    );
    expect(guard.takeWarning()).toBe(undefined);
    expect(store.asked()).toBe(1);
  });

  it('is tested in the background at most once per second, without delaying a call', async () => {
    const store = remote();
    const guard = withCircuitBreaker(store);
    await within(250, guard.get('a'));
    for (let passed = 0; passed < 5000; passed += 100) {
      expect(guard.get('b')).toBe(undefined);
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(store.asked()).toBe(1 + 4);
  });

  it('is used again after it replies to a probe in time', async () => {
    const store = remote();
    const guard = withCircuitBreaker(store);
    await within(250, guard.get('a'));
    store.answer('late, but well');
    await vi.advanceTimersByTimeAsync(0);
    expect(guard.get('b')).toBe(undefined);
    expect(store.asked()).toBe(2);
    store.answer('in time');
    await vi.advanceTimersByTimeAsync(0);
    const third = guard.get('c');
    store.answer('back');
    expect(await third).toBe('back');
  });

  it('is not used if it always replies too late', async () => {
    const store = remote();
    const guard = withCircuitBreaker(store);
    await within(250, guard.get('a'));
    for (let turn = 0; turn < 5; turn += 1) {
      expect(guard.get('b')).toBe(undefined);
      await vi.advanceTimersByTimeAsync(300);
      store.answer('late');
      await vi.advanceTimersByTimeAsync(0);
    }
    expect(guard.get('c')).toBe(undefined);
  });

  it('is still used if it fails immediately, with a single warning', async () => {
    let broken = true;
    const guard = withCircuitBreaker({
      get: () => (broken ? Promise.reject(new Error('refused')) : 1),
      set: () => undefined,
    });
    expect([await guard.get('a'), await guard.get('a')]).toEqual([undefined, undefined]);
    expect(guard.takeWarning()).toBe('The cache store cannot be read: refused. Requests continue without the cache.');
    broken = false;
    expect(guard.get('a')).toBe(1);
    expect(guard.takeWarning()).toBe(undefined);
    broken = true;
    await guard.get('a');
    expect(guard.takeWarning()).toMatch(/refused/);
  });

  it('has no time limit if it is local', async () => {
    const store = { ...remote(), local: true };
    const guard = withCircuitBreaker(store);
    const value = guard.get('a');
    expect(await within(10_000, value)).toBe('late');
    store.answer('at last');
    expect(await value).toBe('at last');
  });

  it('leaves no timer behind', async () => {
    const store = remote();
    const value = withCircuitBreaker(store).get('a');
    store.answer(1);
    await value;
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('a tiered store', () => {
  it('reads the far store only for values that the near one lacks, and copies them to the near one', async () => {
    const near = new Map<string, unknown>();
    const far = new Map<string, unknown>([['a', 1]]);
    const store = tieredStore(near, far);
    expect(store.get('a')).toBe(1);
    expect(near.get('a')).toBe(1);
    far.clear();
    expect(store.get('a')).toBe(1);
    expect(store.get('b')).toBe(undefined);
  });

  it('writes to both stores, each with its own lifetime', () => {
    const asked: unknown[] = [];
    const keeping = (ttl?: number): CacheStore => ({ ttl, get: () => undefined, set: (...all) => asked.push(all[2]) });
    tieredStore(keeping(), keeping()).set('a', 1);
    tieredStore(keeping(), keeping()).set('a', 1, 500);
    tieredStore(keeping(100), keeping()).set('a', 1, 500);
    tieredStore(keeping(100), keeping(1000)).set('a', 1);
    tieredStore(keeping(100), keeping(1000)).set('a', 1, 5000);
    expect(asked).toEqual([undefined, undefined, 500, 500, 100, 500, 100, 1000, 100, 5000]);
  });

  it('reads the far store if the near value has expired, because another process may have replaced it', () => {
    const envelope = (text: string, expires: number) => ({ v: 1, key: 'a', expires, text });
    const near = new Map([['a', envelope('old', Date.now() - 1)]]);
    const far = new Map([['a', envelope('fresh', Date.now() + 1000)]]);
    expect(tieredStore(near, far).get('a')).toMatchObject({ text: 'fresh' });
  });

  it('does not extend the remaining lifetime of a copied value', () => {
    const set = vi.fn();
    const near = { get: () => undefined, set, ttl: 5000 };
    const of = (milliseconds: number) => ({ v: 1, key: 'a', expires: Date.now() + milliseconds });
    const far = new Map<string, unknown>([
      ['short', of(70)],
      ['long', of(70_000)],
      ['over', of(-1)],
      ['any', 1],
    ]);
    for (const name of far.keys()) tieredStore(near, far).get(name);
    expect(set.mock.calls.map(([name, , ttl]) => [name, ttl])).toEqual([
      ['short', 70],
      ['long', 5000],
      ['any', 5000],
    ]);
  });

  it('continues with the near store while the far one is unavailable, and warns', async () => {
    const near = new Map<string, unknown>([['a', 1]]);
    const store = tieredStore(near, remote());
    expect(await within(250, store.get('b'))).toBe(undefined);
    expect(store.get('a')).toBe(1);
    expect(store.get('b')).toBe(undefined);
    store.set('b', 2);
    expect(store.get('b')).toBe(2);
    expect(store.takeWarning?.()).toMatch(/no answer within 250 ms/);
  });

  it('clears, deletes from and disconnects both stores', async () => {
    const mock = () => ({ get: vi.fn(), set: vi.fn(), delete: vi.fn(), clear: vi.fn(), disconnect: vi.fn() });
    const [near, far] = [mock(), mock()];
    const store = tieredStore(near, far);
    await store.delete?.('a');
    await store.clear?.();
    await store.disconnect?.();
    for (const method of ['delete', 'clear', 'disconnect'] as const) {
      expect(near[method]).toHaveBeenCalledOnce();
      expect(far[method]).toHaveBeenCalledOnce();
    }
  });
});
