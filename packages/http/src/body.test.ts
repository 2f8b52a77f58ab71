import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { createFetch } from './fetch.ts';
import { closed, httpServer, rawServer } from './test-server.ts';

const fetch = createFetch();
const head = 'HTTP/1.1 200 OK\r\n';
const megabyte = Buffer.alloc(1024 * 1024, 'x');

/** Program of a server whose answer has a million chunks of one byte. */
const fastServer = `
  const server = require('node:net').createServer((socket) =>
    socket.on('error', () => {}).once('data', () => {
      socket.write('HTTP/1.1 200 OK\\r\\ntransfer-encoding: chunked\\r\\n\\r\\n');
      socket.write('1\\r\\nx\\r\\n'.repeat(1_000_000) + '0\\r\\n\\r\\n');
    }),
  );
  server.listen(0, '127.0.0.1', () => require('node:worker_threads').parentPort.postMessage(server.address().port));
`;

describe('the body of an answer', () => {
  it('arrives chunk by chunk', async () => {
    const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
    await using server = await httpServer(async (_, response) => {
      response.write('first');
      await asked;
      response.end('second');
    });
    const pieces: string[] = [];
    for await (const chunk of await bodyOf(server.url)) {
      pieces.push(Buffer.from(chunk).toString());
      ask();
    }
    expect(pieces).toEqual(['first', 'second']);
  });

  it('can be read as a web stream', async () => {
    await using server = await httpServer((_, response) => response.end('one two'));
    const body = await bodyOf(server.url);
    expect(body).toBeInstanceOf(ReadableStream);
    expect(
      await new Response(body.pipeThrough(new TextDecoderStream()).pipeThrough(new TextEncoderStream())).text(),
    ).toBe('one two');
  });

  it('cannot be iterated a second time', async () => {
    await using server = await httpServer((_, response) => response.end('once'));
    const answer = await fetch(server.url);
    for await (const _ of answer.body ?? []);
    expect(() => answer.body?.[Symbol.asyncIterator]()).toThrow('read already');
  });

  it('is not read ahead of its reader', async () => {
    let written = 0;
    const { promise: full, resolve: fill } = Promise.withResolvers<void>();
    await using server = await httpServer(async (_, response) => {
      // No write progress for 300 ms means that the reader does not read.
      const stalled = (): NodeJS.Timeout => setTimeout(fill, 300);
      for (let count = 0; count < 40; count += 1, written += 1) {
        if (response.write(megabyte)) continue;
        const timer = stalled();
        await Promise.race([once(response, 'drain'), once(response, 'close')]);
        clearTimeout(timer);
        if (response.destroyed) return;
      }
      fill();
    });
    const body = await bodyOf(server.url);
    for await (const _ of body) {
      await full;
      break;
    }
    expect(written).toBeLessThan(10);
  });

  it('lets the other work of the process go on while chunks of one byte arrive', async () => {
    // A server in the same thread never has much to read.
    const server = new Worker(fastServer, { eval: true });
    const [port] = (await once(server, 'message')) as [number];
    const body = await bodyOf(`http://127.0.0.1:${port}`);
    const turns: number[] = [];
    let bytes = 0;
    let isOver = false;
    const otherWork = (async () => {
      for (let before = 0; !isOver; before = bytes) {
        await setImmediate();
        turns.push(bytes - before);
      }
    })();
    for await (const chunk of body) bytes += chunk.byteLength;
    isOver = true;
    await otherWork;
    await server.terminate();
    expect(bytes).toBe(1_000_000);
    expect(Math.max(...turns)).toBeLessThan(32_768);
  });

  it('closes the connection when the reader leaves early', async () => {
    await using server = await httpServer((_, response) => response.write('first'));
    for await (const _ of await bodyOf(server.url)) break;
    await closed(server.sockets[0]);
    await (await bodyOf(server.url)).cancel();
    await closed(server.sockets[1]);
    await (await bodyOf(server.url))[Symbol.asyncIterator]().return?.();
    await closed(server.sockets[2]);
  });

  it('keeps the connection for the next request when it is complete', async () => {
    await using server = await rawServer((socket) =>
      socket.on('data', () => socket.write(`${head}transfer-encoding: chunked\r\n\r\n3\r\none\r\n0\r\n\r\n`)),
    );
    for await (const _ of await bodyOf(server.url)) break;
    await setImmediate();
    expect(await (await fetch(server.url)).text()).toBe('one');
    expect(server.sockets).toHaveLength(1);
  });
});

describe('an answer that is cut', () => {
  it.each([
    ['below its content-length', 'content-length: 10\r\n\r\nhello'],
    ['in a chunk', 'transfer-encoding: chunked\r\n\r\na\r\nhello'],
    ['between two chunks', 'transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n'],
    ['before its last line break', 'transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n'],
  ])('%s is an error, after the bytes that arrived', async (_, rest) => {
    for (const end of ['end', 'resetAndDestroy'] as const) {
      await using server = await rawServer((socket) =>
        socket.once('data', () => socket.write(head + rest, () => socket[end]())),
      );
      const pieces: string[] = [];
      const error = await collect(server.url, pieces).catch((error: unknown) => error);
      expect(error).toMatchObject({ code: 'ERR_BODY_CUT', cause: { code: 'ECONNRESET' } });
      if (end === 'end') expect(pieces.join('')).toBe('hello');
    }
  });

  it('is also an error of text() and json()', async () => {
    await using server = await rawServer((socket) =>
      socket.once('data', () => socket.end(`${head}content-length: 9\r\n\r\n{"a":1}`)),
    );
    await expect((await fetch(server.url)).json()).rejects.toMatchObject({ code: 'ERR_BODY_CUT' });
  });

  it('keeps its error for a late reader', async () => {
    await using server = await rawServer((socket) =>
      socket.once('data', () => socket.end(`${head}content-length: 9\r\n\r\n`)),
    );
    const answer = await fetch(server.url);
    await closed(server.sockets[0]);
    await expect(answer.text()).rejects.toMatchObject({ code: 'ERR_BODY_CUT' });
  });

  it('with a malformed chunk is an error', async () => {
    await using server = await rawServer((socket) =>
      socket.once('data', () => socket.write(`${head}transfer-encoding: chunked\r\n\r\n5\r\nhello\r\nzz\r\n`)),
    );
    await expect((await fetch(server.url)).text()).rejects.toMatchObject({ code: 'ERR_BODY_CUT' });
  });

  it('may end with its connection if it has no Content-Length', async () => {
    await using server = await rawServer((socket) => socket.once('data', () => socket.end(`${head}\r\nhello`)));
    expect(await (await fetch(server.url)).text()).toBe('hello');
  });
});

async function bodyOf(url: string): Promise<ReadableStream<Uint8Array>> {
  const { body } = await fetch(url);
  if (!body) throw new Error('no body');
  return body;
}

async function collect(url: string, pieces: string[]): Promise<void> {
  for await (const chunk of await bodyOf(url)) pieces.push(Buffer.from(chunk).toString());
}
