import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConfigurationError } from '../contract/errors.ts';
import type { MediaSource } from '../contract/media-source.ts';
import type { MediaKind } from '../contract/message.ts';
import { thrown } from '../testing/samples.ts';
import { parseDataURL } from './data-url.ts';
import { toMediaPart } from './media-source.ts';

const latin1 = (text: string) => Buffer.from(text, 'latin1');
const png = latin1('\x89PNG\r\n\x1a\n....');
const pngURL = `data:image/png;base64,${png.toString('base64')}`;
const refused = async (kind: MediaKind, source: unknown): Promise<string> => {
  const error = await thrown(toMediaPart(kind, source as MediaSource));
  expect(error).toBeInstanceOf(ConfigurationError);
  return (error as Error).message;
};

let folder = '';
const path = (name: string) => join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'media-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('toMediaPart', () => {
  it.each(['https://img.example.com/a.jpg', 'http://127.0.0.1/a.jpg', 'gs://bucket/a.jpg', '  https://x.example/a  '])(
    'passes on the URL %j',
    async (url) => expect(await toMediaPart('image', url)).toEqual({ type: 'image', url: url.trim() }),
  );

  it.each<[string, MediaSource]>([
    ['a data URL', pngURL],
    ['a data URL in capitals', pngURL.replace('data:image/png;base64', 'DATA:IMAGE/PNG;BASE64')],
    ['a data URL with escapes', pngURL.replaceAll('=', '%3D')],
    ['base64', png.toString('base64')],
    ['base64 with line breaks', png.toString('base64').replace(/(.{8})/g, '$1\r\n')],
    ['base64 for URLs', png.toString('base64url')],
    ['a Buffer', png],
    ['a Uint8Array', new Uint8Array(png)],
    ['bytes in the middle of a larger buffer', latin1(`xx${png.toString('latin1')}yy`).subarray(2, -2)],
    ['bytes of another realm', runInNewContext(`Uint8Array.from([${[...png].join()}])`) as Uint8Array],
    ['bytes with their type', { data: png, mediaType: 'image/png' }],
    ['base64 with its type', { data: png.toString('base64'), mediaType: 'image/png' }],
    ['bytes with a wrong type', { data: png, mediaType: 'image/jpeg' }],
  ])('accepts %s', async (_, source) => {
    expect(await toMediaPart('image', source)).toEqual({ type: 'image', url: pngURL, mediaType: 'image/png' });
  });

  it('detects the type of a file by its content, not by its name', async () => {
    writeFileSync(path('photo.jpg'), png);
    expect(await toMediaPart('image', { path: path('photo.jpg') })).toEqual({
      type: 'image',
      url: pngURL,
      mediaType: 'image/png',
    });
  });

  it.each([
    ['notes.md', 'Bmp is a format', 'text/markdown'],
    ['BM.txt', 'BMW builds cars, RIFF raff', 'text/plain'],
    ['surf.csv', 'the big WAVE,1', 'text/csv'],
    ['unknown.xyz', 'grün', 'text/plain'],
    ['paper', '%PDF-1.7', 'application/pdf'],
  ])('sets the name of the document %s and its type', async (name, text, mediaType) => {
    writeFileSync(path(name), text);
    const url = `data:${mediaType};base64,${Buffer.from(text).toString('base64')}`;
    expect(await toMediaPart('file', { path: path(name) })).toEqual({ type: 'file', url, mediaType, filename: name });
  });

  it('keeps the file name of bytes for documents', async () => {
    const source = { data: latin1('%PDF-1.7'), mediaType: 'application/pdf', filename: 'a.pdf' };
    expect(await toMediaPart('file', source)).toMatchObject({ filename: 'a.pdf' });
    expect(await toMediaPart('file', latin1('{"a":1}'))).toMatchObject({ mediaType: 'text/plain' });
  });

  it.each<[string, MediaKind, string]>([
    ['\x1a\x45\xdf\xa3', 'audio', 'audio/webm'],
    ['\x1a\x45\xdf\xa3', 'video', 'video/webm'],
    ['....ftypisom', 'audio', 'audio/mp4'],
    ['....ftypisom', 'video', 'video/mp4'],
    ['....ftypM4A ', 'audio', 'audio/mp4'],
    ['OggS\0', 'video', 'video/ogg'],
    ['OggS\0', 'audio', 'audio/ogg'],
    ['RIFF....WAVEfmt ', 'audio', 'audio/wav'],
    ['ID3\x03', 'audio', 'audio/mpeg'],
    ['\xff\xfb\x90', 'audio', 'audio/mpeg'],
    ['fLaC', 'audio', 'audio/flac'],
    ['....ftypqt  ', 'video', 'video/quicktime'],
    ['RIFF....AVI LIST', 'video', 'video/x-msvideo'],
    ['RIFF....WEBPVP8 ', 'image', 'image/webp'],
    ['GIF89a', 'image', 'image/gif'],
    ['\xff\xd8\xff\xe0', 'image', 'image/jpeg'],
    ['BM....\0\0\0\0', 'image', 'image/bmp'],
    ['....ftypheic', 'image', 'image/heic'],
    ['....ftypmif1', 'image', 'image/heif'],
    ['....ftypavif', 'image', 'image/avif'],
  ])('detects by %j that the %s is %s', async (bytes, kind, mediaType) => {
    expect(await toMediaPart(kind, latin1(bytes))).toMatchObject({ type: kind, mediaType });
  });

  it('uses the given type if the bytes have no signature', async () => {
    const pcm = { data: new Uint8Array(8), mediaType: 'audio/PCM;rate=24000' };
    expect(await toMediaPart('audio', pcm)).toMatchObject({ mediaType: 'audio/pcm;rate=24000' });
  });

  it.each<[string, MediaKind, unknown, string]>([
    ['a path as a string', 'image', './photo.png', 'Pass { path'],
    ['a path that looks like base64', 'file', 'docs/readme', 'Cannot detect the type'],
    ['a word', 'file', 'README', 'Cannot detect the type'],
    ['an empty text', 'image', '', 'Cannot detect the type'],
    ['broken base64', 'image', 'iVBO*w0=', 'neither a URL nor base64'],
    ['base64 of an impossible length', 'image', 'iVBOR', 'neither a URL nor base64'],
    ['broken base64 with a type', 'image', { data: '?', mediaType: 'image/png' }, 'neither a URL nor base64'],
    ['a malformed URL', 'image', 'https://', 'URL is invalid'],
    ['a malformed data URL', 'image', 'data:image/png', 'data URL is invalid'],
    ['a broken data URL', 'image', 'data:image/png;base64,*', 'neither a URL nor base64'],
    ['an empty data URL', 'image', 'data:image/png;base64,', 'is empty'],
    ['a file URL', 'image', 'file:///etc/hosts', 'neither a URL nor base64'],
    ['no bytes', 'image', new Uint8Array(), 'is empty'],
    ['bytes of an unknown type', 'image', new Uint8Array(4), 'Pass { data, mediaType }'],
    ['a document of an unknown type', 'file', new Uint8Array([0xff, 0]), 'Pass { data, mediaType }'],
    ['audio for an image', 'image', latin1('ID3\x04'), 'Expected image, but the bytes are audio/mpeg'],
    ['a text for an image', 'image', 'data:text/plain,hello', 'the bytes are text/plain'],
    ['nothing', 'image', undefined, 'must be a URL or base64 string'],
    ['null', 'image', null, 'must be a URL or base64 string'],
    ['a number', 'image', 7, 'not 7'],
    ['an object without data', 'image', { url: 'https://x.example' }, 'must be a URL or base64 string'],
    ['an ArrayBuffer', 'image', new ArrayBuffer(4), 'must be a URL or base64 string'],
  ])('refuses %s', async (_, kind, source, words) => expect(await refused(kind, source)).toContain(words));

  it('rejects a missing or too large file, a folder and a pipe, with a specific message', async () => {
    expect(await refused('image', { path: path('missing.png') })).toMatch(
      /Cannot read the image file .*missing\.png: ENOENT/,
    );
    expect(await refused('image', { path: folder })).toBe(`${folder} is not a file.`);
    expect(await refused('image', { path: '' })).toContain('Cannot read the image file');
    expect(await refused('image', { path: 7 })).toContain('Cannot read the image file');
    execFileSync('mkfifo', [path('pipe')]);
    expect(await refused('image', { path: path('pipe') })).toContain('is not a file');
    writeFileSync(path('large.png'), png);
    truncateSync(path('large.png'), 20 * 1024 * 1024 + 1);
    expect(await refused('image', { path: path('large.png') })).toContain('The maximum is 20971520 bytes');
    writeFileSync(path('empty.png'), '');
    expect(await refused('image', { path: path('empty.png') })).toContain('is empty');
  });

  it('keeps the cause of a file that cannot be read', async () => {
    const error = await thrown(toMediaPart('image', { path: path('missing.png') }));
    expect((error as Error).cause).toMatchObject({ code: 'ENOENT' });
  });

  it('shortens a long source in messages', async () => {
    expect((await refused('image', '*'.repeat(1e6))).length).toBeLessThan(300);
  });

  it('keeps every byte', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1 }), fc.boolean(), async (bytes, asText) => {
        const data = asText ? Buffer.from(bytes).toString('base64') : bytes;
        const { url } = await toMediaPart('file', { data, mediaType: 'application/x-anything' });
        expect(Buffer.from(parseDataURL(url)?.data ?? '', 'base64')).toEqual(Buffer.from(bytes));
        const again = await toMediaPart('file', url);
        expect(again.url).toBe(url);
      }),
    );
  });
});
