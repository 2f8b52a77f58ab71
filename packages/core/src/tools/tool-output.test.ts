import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toToolOutput } from './tool-output.ts';

const pngBytes = Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex');
const png = pngBytes.toString('base64');
const pdf = Buffer.from('%PDF-1.4\n').toString('base64');
const image = { type: 'image', url: `data:image/png;base64,${png}`, mediaType: 'image/png' };

describe('media that a tool returns', () => {
  it.each<[string, unknown]>([
    ['a part of a message', { type: 'image', url: `data:image/png;base64,${png}` }],
    ['a part with the media type image/jpg', { type: 'image', url: `data:image/jpg;base64,${png}` }],
    ['a data URL', `data:image/png;base64,${png}`],
    ['bytes', new Uint8Array(pngBytes)],
    ['an ArrayBuffer', new Uint8Array(pngBytes).buffer],
    ['a blob', new Blob([pngBytes], { type: 'image/png' })],
    ['{ data, mediaType }', { data: new Uint8Array(pngBytes), mediaType: 'image/png' }],
    ['content of MCP', { content: [{ type: 'image', data: png, mimeType: 'image/png' }] }],
    [
      'a resource of MCP',
      { content: [{ type: 'resource', resource: { uri: 'a://b.png', blob: png, mimeType: 'image/png' } }] },
    ],
    ['a block with a source', { type: 'image', source: { type: 'base64', media_type: 'image/png', data: png } }],
    ['a block with image_url', { type: 'image_url', image_url: { url: `data:image/png;base64,${png}` } }],
  ])('are media for the model: %s', async (_, value) => {
    expect(await toToolOutput(value)).toEqual({ output: '[image 1]', media: [image], isError: false });
  });

  it('are replaced by notes in the output', async () => {
    const value = { title: 'Page', shots: [image, { note: 1n, image }], at: `data:application/pdf;base64,${pdf}` };
    const { output, media } = await toToolOutput(value);
    expect(output).toEqual({ title: 'Page', shots: ['[image 1]', { note: 1, image: '[image 2]' }], at: '[file 3]' });
    expect(media).toHaveLength(3);
    expect(
      await toToolOutput({
        content: [
          { type: 'text', text: 'Here.' },
          { type: 'image', data: png, mimeType: 'image/png' },
        ],
      }),
    ).toMatchObject({ output: ['Here.', '[image 1]'], media: [image] });
  });

  it('can be files, audio and URLs, too', async () => {
    const { media } = await toToolOutput([
      { type: 'file', url: `data:application/pdf;base64,${pdf}`, filename: 'a.pdf' },
      { type: 'audio', data: 'AAAA', mimeType: 'audio/mp3' },
      { type: 'image', url: 'https://a.test/b.png' },
    ]);
    expect(media).toMatchObject([
      { type: 'file', mediaType: 'application/pdf', filename: 'a.pdf' },
      { type: 'audio', mediaType: 'audio/mpeg' },
      { type: 'image', url: 'https://a.test/b.png' },
    ]);
  });

  it('do not include similar values', async () => {
    for (const value of [
      { type: 'image', name: 'logo' },
      { path: './a.png' },
      { data: 'AAAA' },
      { type: 'audio', url: 'b' },
    ]) {
      expect(await toToolOutput(value)).toEqual({ output: value, media: [], isError: false });
    }
  });
});

describe('the return value of a tool', () => {
  it('is sent as text, or as `Done.` if it is undefined', async () => {
    expect(await toToolOutput('text')).toMatchObject({ output: 'text' });
    expect(await toToolOutput(undefined)).toMatchObject({ output: 'Done.' });
    expect(await toToolOutput(null)).toMatchObject({ output: null });
  });

  it('of MCP is sent as its text, its structure, or its failure', async () => {
    const content = [{ type: 'text', text: 'ok' }];
    expect(await toToolOutput({ content })).toMatchObject({ output: 'ok', isError: false });
    expect(await toToolOutput({ content, structuredContent: { a: 1 } })).toMatchObject({ output: { a: 1 } });
    expect(await toToolOutput({ content, isError: true })).toMatchObject({ output: 'ok', isError: true });
  });

  it('never causes an exception', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.anything({ withBigInt: true, withMap: true, withSet: true, withTypedArray: true }),
        async (value) => {
          JSON.stringify(await toToolOutput(value));
        },
      ),
    );
  });
});
