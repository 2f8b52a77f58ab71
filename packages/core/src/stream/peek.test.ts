import { describe, expect, it } from 'vitest';
import { fakeFinish } from '../testing/index.ts';
import { readAll, scriptedSource, thrown } from '../testing/samples.ts';
import { drain, peek } from './peek.ts';

const text = (text: string) => ({ type: 'text', text }) as const;
const broken = new Error('broken');

describe('peek', () => {
  it('waits for the first value only, and then yields all values', async () => {
    const source = scriptedSource([text('a'), text('b'), fakeFinish()]);
    const events = await peek(source);
    expect(source.taken).toBe(1);
    expect((await readAll(events)).events).toEqual([text('a'), text('b'), fakeFinish()]);
    expect(source.closed).toBe(0);
  });

  it('accepts a source without values', async () => {
    expect(await readAll(await peek(scriptedSource([])))).toEqual({ events: [] });
  });

  it('fails if the first value fails, but not for a later one', async () => {
    expect(await thrown(peek(scriptedSource([broken])))).toBe(broken);
    const late = await peek(scriptedSource([text('a'), broken]));
    expect(await readAll(late)).toEqual({ events: [text('a')], error: broken });
  });

  it('closes its source when it is left unread', async () => {
    const source = scriptedSource([text('a'), text('b')]);
    const iterator = (await peek(source))[Symbol.asyncIterator]();
    expect(await iterator.return?.()).toEqual({ done: true, value: undefined });
    expect(source.closed).toBe(1);
    expect((await iterator.next()).value).not.toEqual(text('a'));
  });

  it('closes its source when a loop leaves it', async () => {
    const source = scriptedSource([text('a'), text('b')]);
    for await (const event of await peek(source)) {
      expect(event).toEqual(text('a'));
      break;
    }
    expect(source.closed).toBe(1);
    expect(source.taken).toBe(1);
  });

  it('runs the clean-up of a generator that is left at its first value', async () => {
    let cleaned = false;
    async function* source() {
      try {
        yield 1;
        yield 2;
      } finally {
        cleaned = true;
      }
    }
    await (await peek(source()))[Symbol.asyncIterator]().return?.();
    expect(cleaned).toBe(true);
  });
});

describe('drain', () => {
  it('waits for all values, and then yields them', async () => {
    const source = scriptedSource([text('a'), fakeFinish()]);
    const events = await drain(source);
    expect(source.taken).toBe(2);
    expect((await readAll(events)).events).toEqual([text('a'), fakeFinish()]);
  });

  it('fails if its source fails at any value', async () => {
    expect(await thrown(drain(scriptedSource([text('a'), broken])))).toBe(broken);
  });
});
