import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinBase64, parseDataURL, toDataURL } from './data-url.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('parseDataURL', () => {
  it.each([
    ['data:image/png;base64,iVBORw0=', 'image/png', 'iVBORw0='],
    ['DATA:IMAGE/PNG;BASE64,iVBORw0=', 'image/png', 'iVBORw0='],
    ['data:image/png;base64,iVBORw0%3D', 'image/png', 'iVBORw0='],
    ['data:text/plain;charset=utf-8;base64,SGk=', 'text/plain;charset=utf-8', 'SGk='],
    ['data:,Hello%2C%20World!', 'text/plain', base64('Hello, World!')],
    ['data:text/plain,100% sure', 'text/plain', base64('100% sure')],
    ['data:text/plain,grün%C3%BC', 'text/plain', base64('grünü')],
    ['data:application/octet-stream,%FF%D8', 'application/octet-stream', '/9g='],
    ['data:text/plain,', 'text/plain', ''],
  ])('reads %s', (url, mediaType, data) => expect(parseDataURL(url)).toEqual({ mediaType, data }));

  it.each(['', 'data:', 'data:image/png;base64', 'https://example.com/data:,x', 'SGk='])(
    'does not accept %j as a data URL',
    (url) => expect(parseDataURL(url)).toBe(undefined),
  );

  it('reads every result of toDataURL, and never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const written = { mediaType: 'audio/pcm;rate=24000', data: Buffer.from(bytes).toString('base64') };
        expect(parseDataURL(toDataURL(written))).toEqual(written);
      }),
    );
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void parseDataURL(`data:${text}`)));
  });
});

describe('joinBase64', () => {
  it('joins separately encoded parts of any length', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 8 })), (pieces) => {
        const joined = joinBase64(pieces.map((piece) => Buffer.from(piece).toString('base64')));
        expect(Buffer.from(joined, 'base64')).toEqual(Buffer.concat(pieces));
      }),
    );
  });
});
