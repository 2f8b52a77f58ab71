import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEventBatches } from './events.ts';
import { createFetch } from './fetch.ts';
import { readText } from './read-limited.ts';
import { closed, httpServer } from './test-server.ts';

const mebibyte = 1024 * 1024;

describe('a response above the limit', () => {
  it('is given up at the limit, counted after decompression, and its connection is closed', async () => {
    const quick = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };
    const bombs = {
      br: brotliCompressSync(Buffer.alloc(64 * mebibyte), quick),
      gzip: gzipSync(Buffer.alloc(64 * mebibyte)),
    };
    for (const [encoding, bytes] of Object.entries(bombs)) {
      await using server = await httpServer((_, response) => {
        response.writeHead(200, { 'content-encoding': encoding }).end(bytes);
      });
      const before = process.memoryUsage().rss;
      const response = await createFetch()(server.url);
      await expect(readText(response, { maxBytes: mebibyte })).rejects.toMatchObject({ code: 'ERR_BODY_TOO_LARGE' });
      expect(process.memoryUsage().rss - before).toBeLessThan(40 * mebibyte);
      await closed(server.sockets[0]);
    }
  });

  it('may be read up to the limit', async () => {
    await using server = await httpServer((_, response) => response.end('é'.repeat(mebibyte)));
    const response = await createFetch()(server.url);
    expect((await readText(response, { maxBytes: 5, cut: true })).slice(0, 2)).toBe('éé');
    await closed(server.sockets[0]);
  });

  it('is given up as a stream of events too, after the events before it', async () => {
    await using server = await httpServer((_, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write('data: {}\n\n'.repeat(100)));
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    });
    const { body } = await createFetch()(server.url);
    let events = 0;
    const reading = async (): Promise<void> => {
      for await (const batch of readEventBatches(body as ReadableStream<Uint8Array>, { maxBytes: mebibyte })) {
        events += batch.length;
      }
    };
    await expect(reading()).rejects.toMatchObject({ code: 'ERR_BODY_TOO_LARGE' });
    expect(events).toBeGreaterThan(1000);
    await closed(server.sockets[0]);
  });
});

it('a text within the limit is read as it was sent, however it was cut into chunks', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 9 }), async (text, size) => {
      const bytes = new TextEncoder().encode(text);
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.slice(at, at + size));
          controller.close();
        },
      });
      expect(await readText(new Response(body), { maxBytes: bytes.length })).toBe(text.replace(/^\uFEFF/, ''));
    }),
  );
});

it('a stand-in for a response may have a text and no body', async () => {
  expect(await readText({ text: async () => 'text' } as Response, { maxBytes: 10 })).toBe('text');
});
