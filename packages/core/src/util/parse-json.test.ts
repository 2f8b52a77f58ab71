import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JSONLimitError, parseJSON } from './parse-json.ts';

const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;

describe('parseJSON', () => {
  it('returns the same as JSON.parse for any JSON', () => {
    fc.assert(fc.property(fc.json(), (text) => void expect(parseJSON(text)).toEqual(JSON.parse(text))));
  });

  it('does not overcount values, and counts none inside a string', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const limits = { maxDepth: text.length, maxValues: 2 * count(JSON.parse(text)) };
        expect(() => parseJSON(text, limits)).not.toThrow();
      }),
    );
    const text = JSON.stringify(`${'[,"\\'.repeat(1000)}`);
    expect(parseJSON(text, { maxDepth: 1, maxValues: 1 })).toBe(JSON.parse(text));
  });

  it('fails for any text like JSON.parse or at a limit', () => {
    const pieces = fc.array(fc.constantFrom('[', ']', '{', '}', '"', '\\', ',', ':', '1', 'null', ' '), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(pieces, (each) => {
        const text = each.join('');
        try {
          parseJSON(text, { maxDepth: 3, maxValues: 5 });
        } catch (error) {
          if (!(error instanceof JSONLimitError)) expect(() => JSON.parse(text)).toThrow(SyntaxError);
        }
      }),
    );
  });

  it('rejects deep nesting', () => {
    expect(() => parseJSON(nested(512))).not.toThrow();
    expect(() => parseJSON(nested(513))).toThrow(new JSONLimitError('JSON is nested deeper than 512 levels'));
    expect(() => parseJSON('{"a":'.repeat(1e5))).toThrow(JSONLimitError);
  });

  it('rejects more values than the limit, before they use memory', () => {
    expect(() => parseJSON(`[${'{},'.repeat(150_000)}0]`)).toThrow('JSON has more than 200000 values');
    expect(() => parseJSON(`[${'0,'.repeat(199_990)}0]`)).not.toThrow();
    expect(() => parseJSON('[0,0,0,0,0,0]', { maxValues: 4 })).toThrow(JSONLimitError);
  });
});

function count(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce((sum: number, each) => sum + count(each), 1);
}
