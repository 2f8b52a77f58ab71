import fc from 'fast-check';
import { expect, it } from 'vitest';
import { digestOf } from './journal-index.ts';
import { outcomeOf, readRecordPrefix } from './record-prefix.ts';

const record = fc.record({
  index: fc.nat(),
  key: fc.string({ minLength: 32, maxLength: 32, unit: fc.constantFrom(...'0123456789abcdef') }),
  state: fc.constantFrom('ok' as const, 'error' as const),
  cost: fc.constantFrom('', '0.25 USD'),
  text: fc.string(),
});

it('The beginning of a record and its outcome are read from its line', () => {
  fc.assert(
    fc.property(record, ({ index, key, state, cost, text }) => {
      const outcome = `"result":${JSON.stringify({ text })}`;
      const line = `{"i":${index},"k":"${key}","s":"${state}","c":"${cost}",${outcome}}`;
      expect(readRecordPrefix(Buffer.from(line))).toEqual({ index, ...digestOf(key), state, cost, part: undefined });
      expect(outcomeOf(line)).toBe(outcome);
    }),
  );
});

it('The record of a sent item contains the number of its part', () => {
  const line = `{"i":7,"k":"${'0a'.repeat(16)}","s":"sent","c":"","p":12}`;
  expect(readRecordPrefix(Buffer.from(line))).toMatchObject({ index: 7, state: 'sent', cost: '', part: 12 });
  expect(readRecordPrefix(Buffer.from(line.replace('12', 'x')))?.part).toBeUndefined();
});

it('A line that was cut or changed at any byte is not read as a record', () => {
  const line = `{"i":12,"k":"${'0a'.repeat(16)}","s":"error","c":"","error":{}}`;
  const end = line.indexOf(',"error":');
  for (let at = 0; at < end - 1; at += 1) {
    expect(readRecordPrefix(Buffer.from(line.slice(0, at)))).toBeUndefined();
    expect(readRecordPrefix(Buffer.from(`${line.slice(0, at)}~${line.slice(at + 1)}`))).toBeUndefined();
  }
});
