import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { byteSource, type JSONSource, stringSource } from './json-source.ts';
import { JSONLimitError } from './parse-json.ts';
import { parseLargeJSON } from './parse-large-json.ts';

const sources: readonly [string, (text: string) => JSONSource][] = [
  ['a string', stringSource],
  ['bytes', (text) => byteSource(Buffer.from(text))],
];

describe.each(sources)('large JSON in %s', (_, from) => {
  const parse = (text: string): Promise<unknown> => parseLargeJSON(from(text), JSON.parse);

  it('has the values that JSON.parse returns', async () => {
    await fc.assert(
      fc.asyncProperty(fc.json({ stringUnit: 'binary' }), fc.nat(3), async (text, space) => {
        const spaced = JSON.stringify(JSON.parse(text), undefined, space);
        expect(await parse(spaced)).toEqual(JSON.parse(spaced));
      }),
    );
  });

  it('is rejected where JSON.parse rejects it', async () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '1',
      'true',
      'nul',
      '-',
      ' ',
      '"',
      '\\',
      '1.5e3',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { maxLength: 9 }).map((pieces) => pieces.join('')),
        async (text) => {
          let expected: unknown = SyntaxError;
          try {
            expected = JSON.parse(text);
          } catch {}
          const found = await parse(text).catch((error: unknown) => (error as Error).constructor);
          expect(found).toEqual(expected);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('has long strings with any escapes and characters', async () => {
    const unit = fc.constantFrom('a', 'ä', '好', '😀', '\\', '"', '\n', '\u0000', '\ud800');
    await fc.assert(
      fc.asyncProperty(fc.array(unit, { minLength: 1, maxLength: 9 }), fc.nat(9), async (units, shift) => {
        const value = { text: 'b'.repeat(shift) + units.join('').repeat(30_000), after: 1 };
        expect(await parse(JSON.stringify(value))).toEqual(JSON.parse(Buffer.from(JSON.stringify(value)).toString()));
      }),
      { numRuns: 30 },
    );
  });

  it.each([
    ['values', `[${'0,'.repeat(200_000)}0]`],
    ['levels', '['.repeat(1000) + ']'.repeat(1000)],
  ])('is rejected with too many %s', async (__, text) => {
    await expect(parse(text)).rejects.toThrow(JSONLimitError);
  });

  it('has a key `__proto__` as its own field', async () => {
    const value = (await parse('{"__proto__":{"a":1}}')) as object;
    expect(Object.keys(value)).toEqual(['__proto__']);
    expect('a' in value).toBe(false);
  });

  it('takes time in proportion to its length', { timeout: 20_000 }, async () => {
    for (const text of ['\\"', 'a', '\\\\', 'ä'].map((unit) => unit.repeat(4e6))) await parse(`["${text}","",""]`);
    await parse(`[${'"a",'.repeat(190_000)}0]`);
    await expect(parse(`["${'\\'.repeat(4e6)}`)).rejects.toThrow(SyntaxError);
  });
});

it('other work of the process goes on while large JSON is parsed', async () => {
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 1);
  await parseLargeJSON(byteSource(Buffer.from(`["${'\\u00e4'.repeat(4e6)}"]`)), JSON.parse);
  clearInterval(timer);
  expect(turns).toBeGreaterThan(3);
});

it('Large JSON is parsed while a test runner fakes the time', async () => {
  // Like `mock.timers` of node:test, which leaves the monotonic clock alone.
  vi.useFakeTimers({ toFake: ['setImmediate'] });
  try {
    const text = JSON.stringify(Array.from({ length: 90_000 }, (_, index) => ({ index })));
    expect(await parseLargeJSON(stringSource(text), JSON.parse)).toHaveLength(90_000);
  } finally {
    vi.useRealTimers();
  }
});
