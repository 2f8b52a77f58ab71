import { getEventListeners } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { createFetch } from './fetch.ts';
import { closed, httpServer, rawServer, textOf } from './test-server.ts';

const ok = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';
const post = { method: 'POST', body: '{}' };

describe('a connection', () => {
  it('serves one request after the other', async () => {
    const fetch = createFetch();
    await using server = await httpServer((_, response) => response.end('ok'));
    for (let count = 0; count < 20; count += 1) await (await fetch(server.url, post)).text();
    expect(server.sockets).toHaveLength(1);
  });

  it('that cannot be opened is an error with the code of Node and its request', async () => {
    await using server = await rawServer(() => {});
    await server[Symbol.asyncDispose]();
    const error: unknown = await createFetch()(`${server.url}/v1?key=made-up`, post).catch((error: unknown) => error);
    expect(error).toMatchObject({ code: 'ECONNREFUSED', cause: { code: 'ECONNREFUSED' } });
    expect(String(error)).toBe(`Error: POST ${server.url}/v1: connect ECONNREFUSED 127.0.0.1:${server.port}`);
  });

  it('to a name that does not exist is an error with the code of the look-up', async () => {
    const error = await createFetch()('http://nowhere.invalid/').catch((error: unknown) => error);
    expect(error).toMatchObject({ code: expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/) });
  });

  it('that breaks before the answer is an error, and the request is not sent again', async () => {
    const fetch = createFetch();
    let requests = 0;
    await using server = await httpServer(async (request, response) => {
      await textOf(request);
      requests += 1;
      if (requests === 1) response.end('ok');
      else request.socket.destroy();
    });
    await (await fetch(server.url, post)).text();
    await expect(fetch(server.url, post)).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect([requests, server.sockets.length]).toEqual([2, 1]);
  });

  it('that was closed while idle is replaced before a request is sent', async () => {
    const fetch = createFetch();
    let requests = 0;
    await using server = await rawServer((socket) =>
      socket.on('data', () => {
        requests += 1;
        // Response and close arrive together: the client sees the close when it is about to send the next request.
        if (server.sockets.length === 1) socket.end(ok);
        else socket.write(ok);
      }),
    );
    expect(await (await fetch(server.url, post)).text()).toBe('ok');
    expect(await (await fetch(server.url, post)).text()).toBe('ok');
    expect([requests, server.sockets.length]).toEqual([2, 2]);
  });

  it('is closed by close(), after which the fetch still works', async () => {
    const fetch = createFetch();
    await using server = await httpServer((_, response) => response.end('ok'));
    fetch.close();
    await (await fetch(server.url)).text();
    fetch.close();
    await closed(server.sockets[0]);
    expect(await (await fetch(server.url)).text()).toBe('ok');
  });
});

describe('connections of several fetches', () => {
  it('are reused by fetches that are created for each request and never closed', async () => {
    await using server = await httpServer((_, response) => response.end('ok'));
    for (let count = 0; count < 20; count += 1) await (await createFetch()(server.url, post)).text();
    expect(server.sockets).toHaveLength(1);
  });

  it('are closed with the last fetch that shares them, and those in use after their response', async () => {
    await using server = await httpServer((request, response) => {
      if (request.url?.endsWith('/late')) setTimeout(() => response.end('late'), 20);
      else response.end('ok');
    });
    const environment = { HTTP_PROXY: server.url };
    const [one, other] = [createFetch({ environment }), createFetch({ environment })];
    await (await one('http://upstream.test/')).text();
    await (await other('http://upstream.test/')).text();
    one.close();
    expect(await (await other('http://upstream.test/')).text()).toBe('ok');
    expect(server.sockets).toHaveLength(1);
    const late = other('http://upstream.test/late');
    await new Promise((resolve) => server.sockets[0]?.once('data', resolve));
    other.close();
    expect(await (await late).text()).toBe('late');
    await closed(server.sockets[0]);
  });
});

describe('an invalid response', () => {
  it.each([
    ['101 with an upgrade', 'HTTP/1.1 101 Switching\r\nupgrade: h2c\r\nconnection: upgrade\r\n\r\n'],
    ['101 alone', 'HTTP/1.1 101 Switching\r\n\r\n'],
    ['interim responses without end', 'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(40)],
  ])('is an immediate error: %s', async (_, bytes) => {
    await using server = await rawServer((socket) => socket.once('data', () => socket.write(bytes)));
    const error: unknown = await createFetch()(server.url, post).catch((error: unknown) => error);
    expect(error).toMatchObject({ code: 'ERR_UNEXPECTED_STATUS' });
    await closed(server.sockets[0]);
  });

  it('is an error when the connection closes without one', async () => {
    await using server = await rawServer((socket) => socket.once('data', () => socket.end()));
    await expect(createFetch()(server.url, post)).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  it('may follow a few interim responses', async () => {
    const hints = 'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(3);
    await using server = await rawServer((socket) => socket.once('data', () => socket.write(hints + ok)));
    expect(await (await createFetch()(server.url, post)).text()).toBe('ok');
  });
});

it('a request on a kept-alive connection is sent under fake timers', async () => {
  const fetch = createFetch();
  await using server = await httpServer((_, response) => response.end('ok'));
  await (await fetch(server.url, post)).text();
  vi.useFakeTimers();
  try {
    expect(await (await fetch(server.url, post)).text()).toBe('ok');
  } finally {
    vi.useRealTimers();
  }
});

describe('connectTimeout', () => {
  it('ends a connection attempt that takes too long', async () => {
    // The server accepts the connection but never answers the TLS handshake.
    await using server = await rawServer((socket) => socket.resume());
    const fetch = createFetch({ connectTimeout: 0.05 });
    const error: unknown = await fetch(server.url.replace('http', 'https'), post).catch((error: unknown) => error);
    expect(error).toMatchObject({ code: 'ERR_CONNECT_TIMEOUT' });
    expect(String(error)).toMatch(/connecting timed out after 0.05 s/);
    await closed(server.sockets[0]);
  });

  it('does not include the time until the response', async () => {
    const fetch = createFetch({ connectTimeout: 0.3 });
    await using server = await httpServer((_, response) => setTimeout(() => response.end('ok'), 500));
    expect(await (await fetch(server.url)).text()).toBe('ok');
    expect(await (await fetch(server.url)).text()).toBe('ok');
  });
});

describe('an abort', () => {
  const reason = new Error('enough');

  it('before the call rejects with its reason, and no request is sent', async () => {
    await using server = await httpServer((_, response) => response.end('ok'));
    await expect(createFetch()(server.url, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(server.sockets).toHaveLength(0);
  });

  it('while connecting rejects with its reason and closes the connection', async () => {
    const controller = new AbortController();
    await using server = await rawServer((socket) => socket.resume().once('data', () => controller.abort(reason)));
    const url = server.url.replace('http', 'https');
    await expect(createFetch()(url, { signal: controller.signal })).rejects.toBe(reason);
    await closed(server.sockets[0]);
  });

  it('while waiting for the answer rejects with its reason and closes the connection', async () => {
    const controller = new AbortController();
    await using server = await httpServer(() => controller.abort(reason));
    await expect(createFetch()(server.url, { ...post, signal: controller.signal })).rejects.toBe(reason);
    await closed(server.sockets[0]);
  });

  it('before a kept-alive connection is reused rejects with its reason, and no request is sent', async () => {
    const fetch = createFetch();
    let requests = 0;
    await using server = await httpServer((_, response) => {
      requests += 1;
      response.end('ok');
    });
    await (await fetch(server.url)).text();
    const controller = new AbortController();
    const answer = fetch(server.url, { signal: controller.signal });
    queueMicrotask(() => controller.abort(reason));
    await expect(answer).rejects.toBe(reason);
    await (await fetch(server.url)).text();
    expect(requests).toBe(2);
  });

  it('while the body arrives rejects with its reason and closes the connection', async () => {
    const controller = new AbortController();
    await using server = await httpServer((_, response) => response.write('first'));
    const answer = await createFetch()(server.url, { signal: controller.signal });
    const read = async (): Promise<void> => {
      for await (const _ of answer.body ?? []) controller.abort(reason);
    };
    await expect(read()).rejects.toBe(reason);
    await closed(server.sockets[0]);
  });

  it('passes on a reason that is not an error', async () => {
    for (const odd of ['stop', null, 0]) {
      const controller = new AbortController();
      await using server = await httpServer((_, response) => response.write('first'));
      const answer = await createFetch()(server.url, { signal: controller.signal });
      controller.abort(odd);
      await expect(answer.text()).rejects.toBe(odd);
    }
  });

  it('signal has no listeners of earlier calls', async () => {
    const fetch = createFetch();
    const { signal } = new AbortController();
    await using server = await httpServer((request, response) => {
      if (request.url === '/hang-up') request.socket.destroy();
      else response.writeHead(request.url === '/none' ? 204 : 200).end('ok');
    });
    const paths = ['/', '/none', '/hang-up', '/unread'];
    for (let count = 0; count < 250; count += 1) {
      for (const path of paths) {
        const answer = await fetch(server.url + path, { signal }).catch(() => undefined);
        if (path === '/unread') await answer?.body?.cancel();
        else await answer?.text();
      }
    }
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });
});

describe('back-pressure of a request', () => {
  it('a large body arrives completely, even if the server responds before it has read it', async () => {
    const size = 20 * 1024 * 1024;
    await using server = await httpServer(async (request, response) => {
      if (request.url === '/refuse') response.writeHead(413, { connection: 'close' }).end('too large');
      else response.end(String((await textOf(request)).length));
    });
    const body = 'x'.repeat(size);
    expect(await (await createFetch()(server.url, { method: 'POST', body })).text()).toBe(String(size));
    expect((await createFetch()(`${server.url}/refuse`, { method: 'POST', body })).status).toBe(413);
  });
});
