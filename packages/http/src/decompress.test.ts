import { randomBytes } from 'node:crypto';
import { brotliCompressSync, createGzip, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createFetch } from './fetch.ts';
import { closed, httpServer, rawServer, type TestServer } from './test-server.ts';

const fetch = createFetch();

describe('a compressed answer', () => {
  it.each([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['GZIP', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
    ['zstd', zstdCompressSync],
    ['identity', (text: string) => Buffer.from(text)],
    ['gzip, br', (text: string) => brotliCompressSync(gzipSync(text))],
  ])('in %s is decompressed', async (coding, compress) => {
    await using server = await answering(coding, compress('{"a":"é"}'));
    expect(await (await fetch(server.url)).json()).toEqual({ a: 'é' });
    expect(await (await fetch(server.url)).json()).toEqual({ a: 'é' });
    expect(server.sockets).toHaveLength(1);
  });

  it('arrives chunk by chunk', async () => {
    const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
    await using server = await httpServer(async (_, response) => {
      const gzip = createGzip();
      response.writeHead(200, { 'content-encoding': 'gzip' });
      gzip.pipe(response);
      gzip.write('first');
      gzip.flush();
      await asked;
      gzip.end('second');
    });
    const pieces: string[] = [];
    for await (const chunk of (await fetch(server.url)).body ?? []) {
      pieces.push(Buffer.from(chunk).toString());
      ask();
    }
    expect(pieces).toEqual(['first', 'second']);
  });

  it('closes the connection when the reader leaves early', async () => {
    await using server = await httpServer((_, response) => {
      const gzip = createGzip();
      response.writeHead(200, { 'content-encoding': 'gzip' });
      gzip.pipe(response);
      gzip.write('first');
      gzip.flush();
    });
    for await (const _ of (await fetch(server.url)).body ?? []) break;
    await closed(server.sockets[0]);
  });

  it('is returned as it is if the coding is unknown', async () => {
    for (const coding of ['utf-8', 'gzip, utf-8', 'utf-8, gzip']) {
      await using server = await answering(coding, Buffer.from('as it is'));
      expect(await (await fetch(server.url)).text()).toBe('as it is');
    }
  });

  it('is returned as it is with more than five encodings', async () => {
    await using server = await answering(Array.from({ length: 2000 }, () => 'gzip').join(','), Buffer.from('plain'));
    expect(await (await fetch(server.url)).text()).toBe('plain');
  });

  it('may have no body', async () => {
    await using server = await httpServer((_, response) =>
      response.writeHead(304, { 'content-encoding': 'gzip' }).end(),
    );
    expect(await (await fetch(server.url)).text()).toBe('');
  });

  it.each([
    ['that is not compressed', Buffer.from('plain text')],
    ['that is truncated', gzipSync('hello').subarray(0, 20)],
  ])('%s is an error', async (_, bytes) => {
    await using server = await answering('gzip', bytes);
    await expect((await fetch(server.url)).text()).rejects.toMatchObject({ code: 'ERR_BODY_ENCODING' });
  });

  it('reports a cut connection as a connection error', async () => {
    await using server = await rawServer((socket) =>
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 99\r\n\r\n');
        socket.end(gzipSync('hello').subarray(0, 20));
      }),
    );
    await expect((await fetch(server.url)).text()).rejects.toMatchObject({ code: 'ERR_BODY_CUT' });
  });

  it('is decompressed in few steps if it arrives in chunks of one byte', async () => {
    const text = randomBytes(50_000).toString('hex');
    const chunks = [...gzipSync(text)].map((byte) => `1\r\n${String.fromCharCode(byte)}\r\n`);
    await using server = await rawServer((socket) =>
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ntransfer-encoding: chunked\r\n\r\n');
        socket.write(`${chunks.join('')}0\r\n\r\n`, 'latin1');
      }),
    );
    const pieces: Uint8Array[] = [];
    for await (const chunk of (await fetch(server.url)).body ?? []) pieces.push(chunk);
    expect(Buffer.concat(pieces).toString()).toBe(text);
    expect(pieces.length).toBeLessThan(100);
  });

  it('may be followed by zeros', async () => {
    await using server = await answering('gzip', Buffer.concat([gzipSync('hello'), Buffer.alloc(99)]));
    expect(await (await fetch(server.url)).text()).toBe('hello');
  });

  it('is decompressed only as it is read', async () => {
    await using server = await answering('gzip', gzipSync(Buffer.alloc(64 * 1024 * 1024)));
    let largest = 0;
    let chunks = 0;
    for await (const chunk of (await fetch(server.url)).body ?? []) {
      largest = Math.max(largest, chunk.length);
      chunks += 1;
      if (chunks === 10) break;
    }
    expect(largest).toBeLessThan(1024 * 1024);
  });
});

function answering(coding: string, bytes: Buffer): Promise<TestServer> {
  return httpServer((_, response) => response.writeHead(200, { 'content-encoding': coding }).end(bytes));
}
