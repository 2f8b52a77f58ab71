import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { never, thrown } from '../testing/samples.ts';
import { abortable, abortReason, milliseconds, ownSignal, sleep } from './abort.ts';

const reason = new Error('stopped');
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('sleep', () => {
  it('ends after its time and leaves no listener', async () => {
    const { signal } = new AbortController();
    const slept = sleep(2, signal);
    expect(getEventListeners(signal, 'abort').length).toBe(1);
    await vi.advanceTimersByTimeAsync(2000);
    await slept;
    expect(getEventListeners(signal, 'abort').length).toBe(0);
  });

  it('ends immediately when its signal aborts, and leaves no timer', async () => {
    const controller = new AbortController();
    const slept = thrown(sleep(60, controller.signal));
    controller.abort(reason);
    expect(await slept).toBe(reason);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('does not start if its signal is aborted', async () => {
    expect(await thrown(sleep(60, AbortSignal.abort(reason)))).toBe(reason);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('abortable', () => {
  it('settles like the promise, and leaves no listener', async () => {
    const { signal } = new AbortController();
    expect(await abortable(Promise.resolve(1), signal)).toBe(1);
    expect(await abortable(Promise.resolve(1), undefined)).toBe(1);
    expect(await thrown(abortable(Promise.reject(reason), signal))).toBe(reason);
    expect(getEventListeners(signal, 'abort').length).toBe(0);
  });

  it('does not wait for a promise that ignores the signal', async () => {
    const controller = new AbortController();
    const waited = thrown(abortable(never, controller.signal));
    controller.abort(reason);
    expect(await waited).toBe(reason);
    expect(await thrown(abortable(never, AbortSignal.abort(reason)))).toBe(reason);
  });

  it('swallows a rejection that comes after the abort', async () => {
    const late = Promise.withResolvers<never>();
    const controller = new AbortController();
    const waited = thrown(abortable(late.promise, controller.signal));
    controller.abort(reason);
    late.reject(new Error('late'));
    expect(await waited).toBe(reason);
  });
});

describe('abortReason', () => {
  it('returns the reason of the signal', () => {
    expect(abortReason(AbortSignal.abort(reason))).toBe(reason);
    expect(abortReason(AbortSignal.abort())).toMatchObject({ name: 'AbortError' });
  });
});

describe('milliseconds', () => {
  it('is at most the maximum delay of a timer', () => {
    expect(milliseconds(1.5)).toBe(1500);
    expect(milliseconds(Number.POSITIVE_INFINITY)).toBe(2 ** 31 - 1);
    expect(milliseconds(1e9)).toBe(2 ** 31 - 1);
  });
});

it('A polyfilled signal aborts a call, with its reason or a default one', async () => {
  const listeners: (() => void)[] = [];
  const polyfill = {
    aborted: false,
    addEventListener: (_: string, listener: () => void) => void listeners.push(listener),
    removeEventListener: () => {},
  };
  const signal = ownSignal(polyfill as never);
  expect(ownSignal(polyfill as never)).toBe(signal);
  expect(signal.aborted).toBe(false);
  polyfill.aborted = true;
  for (const listener of listeners) listener();
  expect(signal.reason).toMatchObject({ name: 'AbortError' });
  expect(() => signal.throwIfAborted()).toThrow();
  const native = new AbortController().signal;
  expect(ownSignal(native)).toBe(native);
});
