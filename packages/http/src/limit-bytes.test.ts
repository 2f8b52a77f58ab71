import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readEventBatches } from './events.ts';
import { createFetch } from './fetch.ts';
import { limitBytes } from './limit-bytes.ts';
import { closed, httpServer } from './test-server.ts';

const mebibyte = 1024 * 1024;

describe('a response above the limit', () => {
  it('is aborted at the limit, counted after decompression, and its connection is closed', async () => {
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
      await expect(readAll(response.body as ReadableStream<Uint8Array>)).rejects.toMatchObject({
        code: 'ERR_BODY_TOO_LARGE',
      });
      expect(process.memoryUsage().rss - before).toBeLessThan(40 * mebibyte);
      await closed(server.sockets[0]);
    }
  });

  it('is also aborted as a stream of events, after the events before the limit', async () => {
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

async function readAll(body: ReadableStream<Uint8Array>): Promise<void> {
  for await (const _ of limitBytes(body, mebibyte));
}
