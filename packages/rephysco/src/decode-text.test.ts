import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeText, tryDecodeText } from './decode-text.ts';

const wide = (text: string): Uint8Array => Buffer.from(text, 'utf16le');
const bigEndian = (text: string): Uint8Array => Buffer.from(wide(text)).swap16();

describe('text', () => {
  it.each<[string, Uint8Array, string]>([
    ['UTF-8', Buffer.from('café €'), 'café €'],
    ['UTF-8 with a mark', Buffer.from('\ufeffcafé'), 'café'],
    ['UTF-16', wide('\ufeffcafé €'), 'café €'],
    ['UTF-16, big end first', bigEndian('\ufeffcafé €'), 'café €'],
    ['UTF-16 without a mark', wide('Hello, world\r\n'), 'Hello, world\r\n'],
    ['UTF-16 without a mark, big end first', bigEndian('Hello, world'), 'Hello, world'],
    ['Latin-1', Buffer.from('caf\xe9 cr\xe8me', 'latin1'), 'café crème'],
    ['Windows-1252', Buffer.from('\x80 5 \x93quoted\x94', 'latin1'), '€ 5 “quoted”'],
    ['nothing', new Uint8Array(), ''],
    ['coloured output', Buffer.from('\x1b[31mred\x1b[0m\n'), '\x1b[31mred\x1b[0m\n'],
  ])('in %s is read', (_, bytes, text) => {
    expect(decodeText(bytes, 'it').text).toBe(text);
  });

  it('is returned with its encoding unless that is UTF-8', () => {
    expect(decodeText(Buffer.from('caf\xe9', 'latin1'), 'it').encoding).toBe('windows-1252');
    expect(decodeText(Buffer.from('café'), 'it').encoding).toBeUndefined();
  });

  it('of any kind is restored from UTF-8, and from UTF-16 with a byte order mark', () => {
    const anyText = fc.string({ unit: 'grapheme' }).filter((text) => !/\0|^\ufeff|^(?:PK|GIF8|%PDF-|BZh9)/.test(text));
    fc.assert(
      fc.property(anyText, (text) => {
        expect(decodeText(Buffer.from(text), 'it').text).toBe(text);
        expect(decodeText(wide(`\ufeff${text}`), 'it').text).toBe(text);
      }),
    );
  });
});

describe('binary data', () => {
  it.each([
    ['gzip', Buffer.from('1f8b0800000000000003cb48cdc9c90700', 'hex')],
    ['PNG', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
    ['PDF', Buffer.from('%PDF-1.7\n1 0 obj')],
    ['', Buffer.from([1, 2, 3, 0x80, 0xff])],
    ['', Buffer.from('name\0other\0')],
  ])('is rejected by name: %s', (name, bytes) => {
    expect(() => decodeText(bytes, 'standard input')).toThrow(`standard input is binary data${name && ` (${name})`}`);
    expect(tryDecodeText(bytes)).toBeUndefined();
  });

  it('is decoded or rejected for any bytes', () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => void expect(tryDecodeText(bytes) ?? '').toBeTypeOf('string')));
  });
});
