import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createArguments } from './call-arguments.ts';

/** Adds a text in fragments of `size` characters. Looks at some of the beginnings. */
function added(text: string, size: number): ReturnType<typeof createArguments> {
  const value = createArguments();
  for (let at = 0; at < text.length; at += size) {
    value.add(text.slice(at, at + size));
    if (at % 2 === 0) value.isWhole();
  }
  return value;
}

describe('arguments in fragments', () => {
  it('are complete if they are an object, a list or a string, for any split', () => {
    const value = fc.oneof(fc.object(), fc.array(fc.jsonValue()), fc.string());
    fc.assert(
      fc.property(value, fc.integer({ min: 1, max: 5 }), fc.nat(), (given, size, cut) => {
        const text = ` ${JSON.stringify(given)}\n`;
        expect(added(text, size).isWhole()).toBe(true);
        const part = text.slice(0, cut % (text.length - 1)).trim();
        expect(added(part, size).isWhole()).toBe(false);
        expect(added(`${text}${text}`, size).isWhole()).toBe(false);
      }),
    );
  });

  it.each(['', ' ', '12', 'null', '}', '{}}', '{"a":1}x', '"a'])('%j are not complete', (text) =>
    expect(added(text, 1).isWhole()).toBe(false),
  );

  it('that arrive twice are read once', () => {
    const value = createArguments();
    value.add('{"a":');
    value.add('1}');
    value.add('{"a":1}');
    expect([value.once(), value.all()]).toEqual(['{"a":1}', '{"a":1}{"a":1}']);
    expect(added('{"a":1}', 2).once()).toBe('{"a":1}');
  });

  it('take time in proportion to their length', () => {
    const value = createArguments();
    value.add('{"a":"');
    const before = performance.now();
    for (let piece = 0; piece < 20_000; piece += 1) {
      value.add('a"}'.repeat(10));
      value.isWhole();
    }
    expect(performance.now() - before).toBeLessThan(2000);
  });
});
