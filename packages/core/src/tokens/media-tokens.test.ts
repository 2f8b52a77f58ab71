import { describe, expect, it } from 'vitest';
import type { MediaRates } from '../contract/media-rates.ts';
import type { MediaKind, MediaPart } from '../contract/message.ts';
import { countMedium, ratesFor } from './media-tokens.ts';

const part = (type: MediaKind, url: string): MediaPart => ({ type, url });
const dataPart = (type: MediaKind, mediaType: string, bytes: Buffer): MediaPart =>
  part(type, `data:${mediaType};base64,${bytes.toString('base64')}`);

const rates: MediaRates = {
  image: [
    { kind: 'patches', side: 32, factor: 1, mostPatches: 1536 },
    { kind: 'patches', side: 32, factor: 1.2, mostPatches: 1536 },
  ],
  audio: 32,
  video: 263,
  page: 560,
  option: { path: 'generationConfig.detail', values: { low: { image: [{ kind: 'fixed', tokens: 70 }] } } },
};

function png(width: number, height: number): MediaPart {
  const head = Buffer.from('\x89PNG\r\n\x1a\n????IHDR????????', 'latin1');
  head.writeUInt32BE(width, 16);
  head.writeUInt32BE(height, 20);
  return dataPart('image', 'image/png', Buffer.concat([head, Buffer.alloc(100_000)]));
}

function wav(seconds: number): MediaPart {
  const head = Buffer.alloc(44);
  head.write('RIFF????WAVEfmt ', 'latin1');
  head.writeUInt32LE(16_000, 28);
  return dataPart('audio', 'audio/wav', Buffer.concat([head, Buffer.alloc(16_000 * seconds)]));
}

/** Returns the lower and the upper bound of a count. */
function range(medium: MediaPart, known?: MediaRates): readonly [number, number] {
  const { tokens, bound } = countMedium(medium, known);
  return [tokens - bound, tokens + bound];
}

describe('countMedium', () => {
  it('counts an image by its size, with a bound that covers the counts of other sources', () => {
    const { tokens, bound } = countMedium(png(640, 480), rates);
    expect(tokens).toBe(300);
    expect(bound).toBe(60 + 30);
  });

  it('covers all sizes of an image behind a URL, and of one that cannot be read', () => {
    for (const image of [
      part('image', 'https://img.example.com/a.png'),
      dataPart('image', 'image/heic', Buffer.alloc(9)),
    ]) {
      const [least, most] = range(image, rates);
      expect(countMedium(image, rates).tokens).toBe(1024);
      expect([least <= 1, most >= 1536 * 1.2, most < 4000]).toEqual([true, true, true]);
    }
  });

  it('uses a flat rate with an equal bound if no rates are known', () => {
    expect(countMedium(png(640, 480))).toEqual({ tokens: 1100, bound: 1100 });
    expect(countMedium(wav(3600))).toEqual({ tokens: 1100, bound: 1100 });
  });

  it('counts the seconds of a WAV file', () => {
    const { tokens, bound } = countMedium(wav(10), rates);
    expect([tokens, bound]).toEqual([321, 33]);
  });

  it.each([
    ['speech', 'audio', 'audio/mpeg', 60 * 8000, 60 * 32],
    ['music', 'audio', 'audio/mpeg', 60 * 40_000, 60 * 32],
    ['a telephone’s video', 'video', 'video/mp4', 14 * 2_000_000, 14 * 263],
    ['a small video', 'video', 'video/mp4', 14 * 40_000, 14 * 263],
  ] as const)('covers the count of %s by its bytes', (_, kind, mediaType, length, tokens) => {
    const [least, most] = range(dataPart(kind, mediaType, Buffer.alloc(length)), rates);
    expect([least <= tokens, most >= tokens]).toEqual([true, true]);
  });

  it('estimates media behind a URL', () => {
    expect(countMedium(part('audio', 'https://a.example/x.mp3'), rates).tokens).toBe(60 * 32);
    expect(countMedium(part('file', 'https://a.example/x.pdf'), rates).tokens).toBe(560);
  });

  it('counts the pages of a PDF', () => {
    const pages = '1 0 obj << /Type /Pages >> 2 0 obj << /Type /Page >> 3 0 obj <</Type/Page/Parent 1 0 R>>';
    const pdf = dataPart('file', 'application/pdf', Buffer.from(`%PDF-1.4 ${pages}`));
    expect(countMedium(pdf, rates)).toEqual({ tokens: 1120, bound: 112 });
    expect(countMedium(pdf)).toEqual({ tokens: 2200, bound: 2200 });
  });

  it('covers a PDF whose pages are compressed', () => {
    const pdf = dataPart('file', 'application/pdf', Buffer.concat([Buffer.from('%PDF-1.7'), Buffer.alloc(120_000)]));
    const [least, most] = range(pdf, rates);
    expect([least <= 560, most >= 100 * 560]).toEqual([true, true]);
  });
});

describe('ratesFor', () => {
  it('returns the rates for an option of the request', () => {
    const low = ratesFor(rates, { generationConfig: { detail: 'low' } });
    expect(countMedium(png(640, 480), low).tokens).toBe(70);
    expect(low?.audio).toBe(32);
  });

  it.each([undefined, {}, { generationConfig: 'low' }, { generationConfig: { detail: 'toString' } }])(
    'returns the rates unchanged with %j',
    (options) => expect(ratesFor(rates, options)).toBe(rates),
  );
});
