import { afterEach, describe, expect, it, vi } from 'vitest';
import { virtualClock } from '../testing/virtual-clock.ts';
import { sleep } from './abort.ts';
import { clock, setClock } from './clock.ts';

afterEach(() => void vi.useRealTimers());

describe('the clock of core', () => {
  it('follows the fake timers of a test runner, also those installed after the import', async () => {
    vi.useFakeTimers({ now: 5000 });
    expect(clock.now()).toBe(5000);
    let woken = false;
    void sleep(2).then(() => {
      woken = true;
    });
    await vi.advanceTimersByTimeAsync(1999);
    expect(woken).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(woken).toBe(true);
  });

  it('is replaced and restored', () => {
    const restore = setClock(virtualClock({ start: 42 }));
    expect([clock.now(), clock.monotonic()]).toEqual([42, 0]);
    restore();
    expect(clock.now()).toBeGreaterThan(1e12);
  });
});

describe('a virtual clock', () => {
  it('runs timers in the order of their time, and settles promises between them', async () => {
    const time = virtualClock();
    const restore = setClock(time);
    const seen: unknown[] = [];
    void sleep(0.2).then(() => seen.push(time.monotonic()));
    void sleep(0.1)
      .then(() => sleep(0.05))
      .then(() => seen.push(time.monotonic()));
    const stopped = clock.setTimeout(() => seen.push('stopped'), 10);
    clock.clearTimeout(stopped);
    const again = clock.setTimeout(() => seen.push(['again', time.monotonic()]), 120);
    await time.advance(0.1);
    again.refresh();
    await time.advance(10);
    expect(seen).toEqual([150, 200, ['again', 220]]);
    expect([time.monotonic(), time.timers]).toEqual([10_100, 0]);
    restore();
  });

  it('advances the time until a promise settles, and rejects if it never will', async () => {
    const time = virtualClock({ maxIdle: 30 });
    const restore = setClock(time);
    await time.settle(sleep(3600));
    expect(time.monotonic()).toBe(3_600_000);
    await expect(time.settle(new Promise(() => {}))).rejects.toThrow('no timer of the virtual clock is running');
    await expect(time.settle(Promise.reject(new Error('failed')))).rejects.toThrow('failed');
    restore();
  });

  it('returns the same random numbers for the same seed', () => {
    const numbers = (seed: number): readonly number[] => {
      const { random } = virtualClock({ seed });
      return [random(), random(), random()];
    };
    expect(numbers(7)).toEqual(numbers(7));
    expect(numbers(7)).not.toEqual(numbers(8));
    for (const number of numbers(7)) expect(number).toBeLessThan(1);
  });
});
