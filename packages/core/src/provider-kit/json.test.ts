import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseInSteps, parseJSON } from './json.ts';

describe('parseJSON', () => {
  it('keeps all digits of long integers at any position of the text', () => {
    const text = fc.stringMatching(/^[ a-z]{0,20}$/);
    const integer = fc.bigInt({ min: 2n ** 53n + 1n, max: 10n ** 30n });
    fc.assert(
      fc.property(text, integer, fc.boolean(), text, (before, digits, isNegative, after) => {
        const number = `${isNegative ? '-' : ''}${digits}`;
        const json = `{"before":"${before}","number":${number},"list":[1234567,${number}],"after":"${after}"}`;
        expect(parseJSON(json)).toEqual({ before, number, list: [1234567, number], after });
      }),
    );
  });

  it.each([
    ['integers up to 2^53', '{"a":9007199254740991,"b":-9007199254740991,"c":123456789012345}'],
    ['long fractions', '{"a":0.12345678901234567,"b":1234567890123456.5}'],
    ['digits in texts', '{"id":"12345678901234567890"}'],
  ])('returns %s unchanged', (_, json) => expect(parseJSON(json)).toEqual(JSON.parse(json)));
});

it('Large JSON is passed on in a turn of its own', async () => {
  const order: string[] = [];
  setImmediate(() => order.push('other work'));
  expect(await parseInSteps('[1]')).toEqual([1]);
  order.push('value');
  expect(order).toEqual(['other work', 'value']);
});
