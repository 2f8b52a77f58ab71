import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SizeLimitError } from './collect-bytes.ts';
import { readLimited } from './limits.ts';

/** Returns a response whose bytes arrive in chunks of `size`. If `endless` is set, the bytes repeat forever. */
function responseOf(
  bytes: Uint8Array,
  size: number,
  seen: { pulls: number; cancelled: boolean },
  endless = false,
): Response {
  let at = 0;
  return new Response(
    new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          seen.pulls += 1;
          const piece = bytes.slice(at % bytes.length, (at % bytes.length) + size);
          at += size;
          if (piece.length > 0) controller.enqueue(piece);
          if (!endless && at >= bytes.length) controller.close();
        },
        cancel() {
          seen.cancelled = true;
        },
      },
      { highWaterMark: 0 },
    ),
  );
}

const unseen = (): { pulls: number; cancelled: boolean } => ({ pulls: 0, cancelled: false });

describe('readLimited', () => {
  it('returns the text for any split into chunks', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme', minLength: 1 }),
        fc.integer({ min: 1, max: 9 }),
        async (text, size) => {
          const bytes = new TextEncoder().encode(text);
          const response = responseOf(bytes, size, unseen());
          expect(await readLimited(response, { maxBytes: bytes.length })).toBe(text.replace(/^\uFEFF/, ''));
        },
      ),
    );
  });

  it('reads no further than the limit', async () => {
    const seen = unseen();
    const response = responseOf(new Uint8Array(10), 10, seen, true);
    await expect(readLimited(response, { maxBytes: 99 })).rejects.toThrow(
      new SizeLimitError('it is larger than 99 bytes'),
    );
    expect(seen).toEqual({ pulls: 10, cancelled: true });
  });

  it('reads a million chunks of one byte', { timeout: 20_000 }, async () => {
    const bytes = new Uint8Array(1e6).fill(97);
    async function* chunks(): AsyncGenerator<Uint8Array> {
      for (const place of bytes.keys()) yield bytes.subarray(place, place + 1);
    }
    const response = { body: chunks() } as unknown as Response;
    expect(await readLimited(response, { maxBytes: 1e6 })).toBe('a'.repeat(1e6));
  });

  it('returns the beginning if `cut` is set', async () => {
    const seen = unseen();
    const response = responseOf(new TextEncoder().encode('0123456789'), 10, seen, true);
    expect(await readLimited(response, { maxBytes: 15, cut: true })).toBe('012345678901234');
    expect(seen.cancelled).toBe(true);
  });

  it('accepts substitutes for responses that have a text and no body', async () => {
    expect(await readLimited({ text: async () => 'text' } as Response, { maxBytes: 10 })).toBe('text');
  });
});
