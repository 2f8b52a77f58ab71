import { InvalidArgumentError } from 'commander';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { duration, joinPairs, limit, number, pair, size, sourceAndType } from './flag-values.ts';

/** Runs a parser. Returns its result, or `undefined` if it rejects the text with the error that `commander` expects. */
function unlessInvalid<Result>(parse: () => Result): Result | undefined {
  try {
    return parse();
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidArgumentError);
    return undefined;
  }
}

const text = fc.oneof(
  fc.string(),
  fc.constantFrom('', ' ', 'NaN', '-1', '1e3', '1e999', '5h5h', '0x10', '9'.repeat(400)),
);

describe('values of flags', () => {
  it.each([
    ['time', duration],
    ['size', size],
  ] as const)('a %s is a number of at least 0, or rejected', (_, parse) => {
    fc.assert(fc.property(text, (each) => (unlessInvalid(() => parse(each)) ?? 0) >= 0));
  });

  it('a limit is above 0, and a number is a number, or they are rejected', () => {
    fc.assert(fc.property(text, (each) => (unlessInvalid(() => limit(each)) ?? 1) > 0));
    fc.assert(fc.property(text, (each) => !Number.isNaN(unlessInvalid(() => number(each)) ?? 0)));
  });

  it('times and sizes are read in their unit', () => {
    const units = fc.constantFrom(['s', 1], ['m', 60], ['h', 3600], ['d', 86_400]) as fc.Arbitrary<[string, number]>;
    fc.assert(
      fc.property(fc.nat(10_000), units, (count, [unit, seconds]) => duration(`${count}${unit}`) === count * seconds),
    );
    const powers = fc.constantFrom(['kb', 1e3], ['MiB', 1024 ** 2], ['g', 1e9]) as fc.Arbitrary<[string, number]>;
    fc.assert(fc.property(fc.nat(10_000), powers, (count, [unit, bytes]) => size(`${count}${unit}`) === count * bytes));
  });

  it('key=value keeps the key and the text of the value, or its JSON', () => {
    const key = fc.stringMatching(/^[^=]+$/);
    fc.assert(
      fc.property(key, fc.stringMatching(/^[a-z ]*[a-z]$/), (name, value) => {
        fc.pre(!['true', 'false', 'null'].includes(value.trim()));
        expect(pair(`${name}=${value}`)).toEqual({ [name]: value });
      }),
    );
    fc.assert(
      fc.property(key, fc.jsonValue(), (name, value) => {
        expect(pair(`${name}=${JSON.stringify(value)}`)[name]).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('--at reads the two arguments after it, at any position', () => {
    const word = fc.stringMatching(/^[a-z./]+$/);
    fc.assert(
      fc.property(fc.array(word), word, fc.array(word), (before, source, after) => {
        const joined = joinPairs([...before, '--at', source, 'image/png', ...after]);
        expect(joined).toHaveLength(before.length + 1 + after.length);
        const given = joined[before.length]?.slice('--at='.length) ?? '';
        expect([...sourceAndType(given)]).toEqual([[source, 'image/png']]);
      }),
    );
  });
});
