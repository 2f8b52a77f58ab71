import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { imageSize } from './image-size.ts';

const png = 'iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAIAAAASFvFNAAAAC0lEQVR4nGNgwAUAABoAAUUE3wYAAAAASUVORK5CYII=';
const gif = 'R0lGODlhAwACAPAAAAAAAP///ywAAAAAAwACAAACAoRRADs=';
const lossless = 'UklGRhoAAABXRUJQVlA4TA0AAAAvAkAAAAfQ//73v/+BiA==';
const bytes = (...parts: readonly (string | readonly number[])[]): Uint8Array =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))));
const segment = (marker: number, length: number): readonly number[] => [
  0xff,
  marker,
  length >> 8,
  length & 0xff,
  ...Array.from({ length: length - 2 }, () => 0xff),
];
const frame = (marker: number): readonly number[] => [0xff, marker, 0, 17, 8, 0x01, 0xe0, 0x02, 0x80, 3];

describe('imageSize', () => {
  it.each([
    ['PNG', Buffer.from(png, 'base64'), 3, 2],
    ['GIF', Buffer.from(gif, 'base64'), 3, 2],
    ['WebP without loss', Buffer.from(lossless, 'base64'), 3, 2],
    ['WebP with loss', bytes('RIFF????WEBPVP8 ????', [0, 0, 0, 0x9d, 0x01, 0x2a, 0x80, 0x42, 0xe0, 0x01]), 640, 480],
    ['WebP of many frames', bytes('RIFF????WEBPVP8X????', [2, 0, 0, 0, 0x7f, 0x02, 0, 0xdf, 0x01, 0]), 640, 480],
    ['JPEG', bytes([0xff, 0xd8], segment(0xe0, 16), frame(0xc0)), 640, 480],
    ['progressive JPEG', bytes([0xff, 0xd8], segment(0xc4, 40), segment(0xdb, 67), frame(0xc2)), 640, 480],
    ['JPEG behind a preview', bytes([0xff, 0xd8], segment(0xe1, 65_000), segment(0xe2, 65_000), frame(0xc1)), 640, 480],
    ['JPEG with bytes that fill up', bytes([0xff, 0xd8, 0xff, 0xff, 0xff], [0xff, 0x01], frame(0xc0)), 640, 480],
  ])('returns the size of a %s', (_, image, width, height) => expect(imageSize(image)).toEqual({ width, height }));

  it.each([
    ['nothing', bytes()],
    ['a text', bytes('A picture of a dog, in words')],
    ['a cut PNG', Buffer.from(png, 'base64').subarray(0, 20)],
    ['a PNG of no size', bytes('\x89PNG\r\n\x1a\n????IHDR', [0, 0, 0, 0, 0, 0, 0, 1])],
    ['a JPEG that ends before its frame', bytes([0xff, 0xd8], segment(0xe0, 16))],
    ['a JPEG whose segment has no length', bytes([0xff, 0xd8, 0xff, 0xe0, 0, 0, 0xff, 0xe0, 0, 0, 0, 0, 0, 0])],
    ['a WebP of a kind that does not exist', bytes('RIFF????WEBPVP9 ??????????????')],
  ])('returns undefined for %s', (_, image) => expect(imageSize(image)).toBeUndefined());

  it('reads any bytes without a hang or an error', () => {
    const beginnings = [
      '',
      '\x89PNG\r\n\x1a\n',
      'GIF89a',
      'RIFF????WEBPVP8 ',
      'RIFF????WEBPVP8L',
      '\xff\xd8\xff',
      '\xff\xd8\xff\xe0',
    ];
    const image = fc
      .tuple(
        fc.constantFrom(...beginnings),
        fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.array(fc.constantFrom(0, 0xff))),
      )
      .map(([beginning, rest]) => bytes(beginning, [...rest]));
    fc.assert(
      fc.property(image, (any) => {
        const size = imageSize(any);
        expect(size === undefined || (size.width > 0 && size.height > 0)).toBe(true);
      }),
    );
    expect(
      imageSize(
        bytes(
          [0xff, 0xd8],
          Array.from({ length: 1_000_000 }, () => 0xff),
        ),
      ),
    ).toBeUndefined();
  });
});
