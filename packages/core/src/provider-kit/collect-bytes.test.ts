import { expect, it } from 'vitest';
import { appendBytes } from './collect-bytes.ts';

it('appendBytes keeps the bytes when it moves them, and returns the memory of the old buffer', () => {
  let buffer = new ArrayBuffer(0);
  const buffers = new Set<ArrayBuffer>();
  for (let size = 0; size < 3_000_000; size += 1000) {
    buffer = appendBytes(buffer, size, new Uint8Array(1000).fill(size / 1000));
    buffers.add(buffer);
  }
  expect([...buffers].filter(({ detached }) => !detached)).toEqual([buffer]);
  expect(buffers.size).toBeLessThan(12);
  expect([0, 999, 1000, 2_999_999].map((place) => new Uint8Array(buffer)[place])).toEqual([0, 0, 1, 2999 % 256]);
});
