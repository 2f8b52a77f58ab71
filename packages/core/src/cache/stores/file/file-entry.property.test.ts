import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeEntry, encodeEntry } from './file-entry.ts';

const entry = fc.record({ key: fc.string({ unit: 'grapheme' }), value: fc.jsonValue(), expires: fc.nat() });

describe('the file of a cache entry', () => {
  it('is read as the entry that was written', () => {
    fc.assert(
      fc.property(entry, (each) => {
        const text = encodeEntry(each as never);
        const expected = JSON.parse(JSON.stringify(each));
        expect(decodeEntry(text)).toEqual(expected);
        expect(decodeEntry(Buffer.from(text))).toEqual(expected);
      }),
    );
  });

  it('is not read after a change of any byte, a cut, or other damage', () => {
    fc.assert(
      fc.property(entry, fc.nat(), fc.integer({ min: 1, max: 255 }), (each, place, change) => {
        const bytes = Buffer.from(encodeEntry(each as never));
        const at = place % bytes.length;
        expect(decodeEntry(bytes.subarray(0, at))).toBeUndefined();
        bytes[at] = (bytes[at] ?? 0) ^ change;
        expect(decodeEntry(bytes)).toBeUndefined();
      }),
    );
    fc.assert(fc.property(fc.uint8Array(), (bytes) => decodeEntry(Buffer.from(bytes)) === undefined));
  });
});
