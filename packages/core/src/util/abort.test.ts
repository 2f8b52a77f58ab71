import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { never, thrown } from '../testing/samples.ts';
import { abortable, abortReason, milliseconds, ownSignal, sleep } from './abort.ts';

const reason = new Error('stopped');
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('sleep', () => {
  it('ends when its time is over and leaves no listener', async () => {
    const { signal } = new AbortController();
    const slept = sleep(2, signal);
    expect(getEventListeners(signal, 'abort').length).toBe(1);
    await vi.advanceTimersByTimeAsync(2000);
    await slept;
    expect(getEventListeners(signal, 'abort').length).toBe(0);
  });

  it('ends at once when its signal aborts, and leaves no timer', async () => {
    const controller = new AbortController();
    const slept = thrown(sleep(60, controller.signal));
    controller.abort(reason);
    expect(await slept).toBe(reason);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('does not begin when its signal is aborted', async () => {
    expect(await thrown(sleep(60, AbortSignal.abort(reason)))).toBe(reason);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('abortable', () => {
  it('gives what the promise gives, and leaves no listener', async () => {
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
  it('is what the signal was aborted with', () => {
    expect(abortReason(AbortSignal.abort(reason))).toBe(reason);
    expect(abortReason(AbortSignal.abort())).toMatchObject({ name: 'AbortError' });
  });
});

describe('milliseconds', () => {
  it('keeps within what a timer can take', () => {
    expect(milliseconds(1.5)).toBe(1500);
    expect(milliseconds(Number.POSITIVE_INFINITY)).toBe(2 ** 31 - 1);
    expect(milliseconds(1e9)).toBe(2 ** 31 - 1);
  });
});

it('A signal of a polyfill aborts a call, with its reason or a usual one', async () => {
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
