import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { StreamEvent } from '../contract/events.ts';
import { never, scriptedSource, thrown } from '../testing/samples.ts';
import { abortableRead } from './abortable-read.ts';

const reason = new Error('stopped');
const text = { type: 'text', text: 'a' } as const;

describe('guardRead', () => {
  it('reads values and the end', async () => {
    const guard = abortableRead<StreamEvent>(undefined);
    const iterator = scriptedSource([text])[Symbol.asyncIterator]();
    expect(guard.reading()).toBe(false);
    const read = guard.read(iterator);
    expect(guard.reading()).toBe(true);
    expect(await read).toEqual({ done: false, value: text });
    expect(guard.reading()).toBe(false);
    expect(await guard.read(iterator)).toEqual({ done: true, value: undefined });
  });

  it('throws the error of the source', async () => {
    const guard = abortableRead<StreamEvent>(undefined);
    expect(await thrown(guard.read(scriptedSource([reason])[Symbol.asyncIterator]()))).toBe(reason);
    expect(guard.reading()).toBe(false);
  });

  it.each(['the caller', 'the guard'])(
    'ends a pending read when %s aborts, even if the source ignores it',
    async (who) => {
      const parent = new AbortController();
      const guard = abortableRead<StreamEvent>(parent.signal);
      const source = scriptedSource([never]);
      const iterator = source[Symbol.asyncIterator]();
      const read = thrown(guard.read(iterator));
      if (who === 'the caller') parent.abort(reason);
      else guard.abort(reason);
      expect(await read).toBe(reason);
      expect(guard.signal.reason).toBe(reason);
      expect(await thrown(guard.read(iterator))).toBe(reason);
      await guard.close(iterator);
      expect(source.closed).toBe(1);
      expect(getEventListeners(parent.signal, 'abort').length).toBe(0);
    },
  );

  it('does not read at all when the caller has aborted', async () => {
    const guard = abortableRead<StreamEvent>(AbortSignal.abort(reason));
    const source = scriptedSource([text]);
    expect(await thrown(guard.read(source[Symbol.asyncIterator]()))).toBe(reason);
    expect(source.taken).toBe(0);
  });

  it('throws its own reason if an aborted source throws another error', async () => {
    const guard = abortableRead<StreamEvent>(undefined);
    const failing = Promise.withResolvers<never>();
    const read = thrown(guard.read({ next: () => failing.promise }));
    guard.abort(reason);
    failing.reject(new Error('This operation was aborted'));
    expect(await read).toBe(reason);
  });

  it('closes a source that has not ended, and aborts its signal', async () => {
    const parent = new AbortController();
    const guard = abortableRead<StreamEvent>(parent.signal);
    const source = scriptedSource([text, text]);
    const iterator = source[Symbol.asyncIterator]();
    await guard.read(iterator);
    await guard.close(iterator);
    expect([source.closed, guard.signal.aborted, parent.signal.aborted]).toEqual([1, true, false]);
    expect(getEventListeners(parent.signal, 'abort').length).toBe(0);
  });

  it('does not abort the signal if the source has ended', async () => {
    const guard = abortableRead<StreamEvent>(undefined);
    await guard.close(undefined);
    expect(guard.signal.aborted).toBe(false);
  });

  it('does not wait for a blocked source to close, and ignores its error', async () => {
    const guard = abortableRead<StreamEvent>(undefined);
    guard.abort(reason);
    await guard.close({ next: () => never, return: () => never });
    await guard.close({ next: () => never, return: () => Promise.reject(new Error('late')) });
  });

  it('throws an error of closing if nothing was aborted', async () => {
    const guard = abortableRead<StreamEvent>(undefined);
    expect(await thrown(guard.close({ next: () => never, return: () => Promise.reject(reason) }))).toBe(reason);
  });
});
