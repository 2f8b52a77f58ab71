import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createKeyReader, type Keys } from './paste.ts';

const pasted = (text: string) => `\u001b[200~${text}\u001b[201~`;

function read(data: string, size: number): readonly Keys[] {
  const reader = createKeyReader();
  const found: Keys[] = [];
  for (let at = 0; at < data.length; at += size) found.push(...reader.read(data.slice(at, at + size)));
  return [...found, ...reader.flush()];
}

const joined = (all: readonly Keys[], type: Keys['type']) =>
  all.flatMap((keys) => (keys.type === type ? [keys.text] : []));

describe('the key reader', () => {
  it('papercut 5: finds a pasted text among the keys, for any split', () => {
    const data = `ab${pasted('one\r\ntwo\rexit\r')}c\r${pasted('three')}`;
    for (let size = 1; size <= data.length; size += 1) {
      const found = read(data, size);
      expect(joined(found, 'paste')).toEqual(['one\r\ntwo\rexit\r', 'three']);
      expect(joined(found, 'keys').join('')).toBe('abc\r');
    }
  });

  it('delays only the possible beginning of a marker', () => {
    const reader = createKeyReader();
    expect([reader.read('a\u001b'), reader.waiting]).toEqual([[{ type: 'keys', text: 'a' }], true]);
    expect([reader.read('[A'), reader.waiting]).toEqual([[{ type: 'keys', text: '\u001b[A' }], false]);
    expect(reader.read('\u001b')).toEqual([]);
    expect(reader.flush()).toEqual([{ type: 'keys', text: '\u001b' }]);
  });

  it('loses no character', () => {
    const piece = fc.oneof(fc.string(), fc.constantFrom('\u001b', '[', '200~', '\u001b[20'));
    fc.assert(
      fc.property(fc.array(piece), fc.integer({ min: 1, max: 5 }), (pieces, size) => {
        const data = pieces.join('').replaceAll('\u001b[200~', '').replaceAll('\u001b[201~', '');
        expect(
          read(data, size)
            .map(({ text }) => text)
            .join(''),
        ).toBe(data);
      }),
    );
  });
});
