import { describe, expect, it } from 'vitest';
import { createFetch, type HttpFetch, refusingRedirects } from './fetch.ts';
import { httpServer, rawServer, textOf } from './test-server.ts';

const fetch: HttpFetch & typeof globalThis.fetch = createFetch();

describe('a request', () => {
  it('has method, path, query, headers and body', async () => {
    await using server = await httpServer(async (request, response) => {
      const { method, url, headers } = request;
      const { authorization, host } = headers;
      response.end(JSON.stringify({ method, url, authorization, host, body: await textOf(request) }));
    });
    const answer = await fetch(`${server.url}/v1/chat?stream=1`, {
      method: 'post',
      headers: { Authorization: 'Bearer made-up' },
      body: 'héllo',
    });
    expect(await answer.json()).toEqual({
      method: 'POST',
      url: '/v1/chat?stream=1',
      authorization: 'Bearer made-up',
      host: `127.0.0.1:${server.port}`,
      body: 'héllo',
    });
  });

  it('accepts headers as a record, as pairs and as Headers, with names in any case', async () => {
    await using server = await httpServer((request, response) => response.end(request.headers['x-tag']));
    for (const headers of [
      { 'X-Tag': 'a, b' },
      [
        ['X-Tag', 'a'],
        ['x-tag', 'b'],
      ],
      new Headers({ 'x-tag': 'a, b' }),
    ]) {
      const answer = await fetch(server.url, { headers: headers as NonNullable<RequestInit['headers']> });
      expect(await answer.text()).toBe('a, b');
    }
  });

  it.each<[string, () => NonNullable<RequestInit['body']>, RegExp]>([
    ['a string', () => 'a=1', /^text\/plain;charset=UTF-8 3 a=1$/],
    ['bytes', () => new TextEncoder().encode('a=1'), /^undefined 3 a=1$/],
    ['an ArrayBuffer', () => new TextEncoder().encode('a=1').buffer, /^undefined 3 a=1$/],
    [
      'URLSearchParams',
      () => new URLSearchParams({ a: '1' }),
      /^application\/x-www-form-urlencoded;charset=UTF-8 3 a=1$/,
    ],
    ['a Blob', () => new Blob(['a=1'], { type: 'text/csv' }), /^text\/csv 3 a=1$/],
    ['FormData', () => formOf({ a: '1' }), /^multipart\/form-data; boundary=\S+ \d+ [\s\S]*name="a"\r\n\r\n1\r\n/],
    ['a web stream', () => new Blob(['a=1']).stream(), /^undefined 3 a=1$/],
  ])('sends %s with its length and type', async (_, body, expected) => {
    await using server = await httpServer(async (request, response) => {
      const { 'content-type': type, 'content-length': length } = request.headers;
      response.end(`${type} ${length} ${await textOf(request)}`);
    });
    const answer = await fetch(server.url, { method: 'POST', body: body() });
    expect(await answer.text()).toMatch(expected);
  });

  it('can be a Request object', async () => {
    await using server = await httpServer(async (request, response) =>
      response.end(`${request.method} ${request.headers['x-tag']} ${await textOf(request)}`),
    );
    const answer = await fetch(new Request(server.url, { method: 'PUT', headers: { 'x-tag': 'a' }, body: 'b' }));
    expect(await answer.text()).toBe('PUT a b');
  });

  it('reaches an IPv6 address', async () => {
    await expect(fetch('http://[::1]:1/')).rejects.toMatchObject({
      code: expect.stringMatching(/ECONNREFUSED|EADDRNOTAVAIL/),
    });
  });

  it.each(['nonsense', 'ftp://127.0.0.1/', 'http://user:made-up@127.0.0.1/'])('to %s is rejected', async (url) => {
    const error = await fetch(url).catch((error: unknown) => error);
    expect(error).toMatchObject({ code: 'ERR_INVALID_URL' });
    expect(String(error)).not.toContain('made-up');
  });

  it('with a line break in a header is rejected without showing the header', async () => {
    const error = await fetch('http://127.0.0.1:1', { headers: { authorization: 'made-up\r\nx: y' } }).catch(String);
    expect(error).toContain('authorization');
    expect(error).not.toContain('made-up');
  });
});

describe('an answer', () => {
  it('has status, headers, URL and body', async () => {
    await using server = await httpServer((_, response) => {
      response.writeHead(
        429,
        'Slow Down',
        [
          ['retry-after', '2'],
          ['set-cookie', 'a=1'],
          ['set-cookie', 'b=2'],
        ].flat(),
      );
      response.end('{"error":{"message":"slow ✓"}}');
    });
    const answer = await fetch(`${server.url}/a?b=c`);
    expect(answer).toMatchObject({
      ok: false,
      status: 429,
      statusText: 'Slow Down',
      url: `${server.url}/a?b=c`,
      bodyUsed: false,
    });
    expect(answer.headers.get('Retry-After')).toBe('2');
    expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(await answer.json()).toEqual({ error: { message: 'slow ✓' } });
    expect(answer.bodyUsed).toBe(true);
  });

  it('is read as text without its byte order mark, as bytes, or as an empty text', async () => {
    await using server = await httpServer((request, response) => {
      if (request.url === '/none') response.writeHead(204).end();
      else response.end(request.url === '/empty' ? '' : '\uFEFFé');
    });
    expect(await (await fetch(server.url)).text()).toBe('é');
    expect(new Uint8Array(await (await fetch(server.url)).arrayBuffer())).toEqual(new TextEncoder().encode('\uFEFFé'));
    expect(await (await fetch(`${server.url}/empty`)).text()).toBe('');
    const none = await fetch(`${server.url}/none`);
    expect(none.body).toBeNull();
    expect(await none.text()).toBe('');
  });

  it('can be iterated itself, like its body', async () => {
    await using server = await httpServer((request, response) => {
      if (request.url === '/none') response.writeHead(204).end();
      else response.end('chunks');
    });
    const textIn = async (response: Response): Promise<string> => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of response as unknown as AsyncIterable<Uint8Array>) chunks.push(chunk);
      return Buffer.concat(chunks).toString();
    };
    const answer = await fetch(server.url);
    expect(await textIn(answer)).toBe('chunks');
    await expect(textIn(answer)).rejects.toMatchObject({ code: 'ERR_BODY_USED' });
    expect(await textIn(await fetch(`${server.url}/none`))).toBe('');
  });

  it('can only be read once', async () => {
    await using server = await httpServer((_, response) => response.end('once'));
    const answer = await fetch(server.url);
    await answer.text();
    await expect(answer.text()).rejects.toMatchObject({ code: 'ERR_BODY_USED' });
  });

  it('rejects json() with a SyntaxError if it is not JSON', async () => {
    await using server = await httpServer((_, response) => response.end('<html>'));
    await expect((await fetch(server.url)).json()).rejects.toThrow(SyntaxError);
  });

  it('that is not HTTP is an error with the code of the parser', async () => {
    await using server = await rawServer((socket) => socket.end('SSH-2.0-none\r\n'));
    await expect(fetch(server.url)).rejects.toMatchObject({ code: expect.stringMatching(/^HPE_/) });
  });
});

describe('a redirect', () => {
  it('is not followed, and the error contains its target without the query', async () => {
    let requests = 0;
    await using server = await httpServer((_, response) => {
      requests += 1;
      response.writeHead(307, { location: 'https://elsewhere.test/v2?key=made-up' }).end();
    });
    const error: unknown = await fetch(`${server.url}/v1?key=made-up`, { method: 'POST', body: '{}' }).catch((e) => e);
    expect(error).toMatchObject({ code: 'ERR_REDIRECT' });
    expect(String(error)).toContain('POST http://127.0.0.1');
    expect(String(error)).toContain('https://elsewhere.test/v2;');
    expect(String(error)).not.toContain('made-up');
    expect(requests).toBe(1);
  });

  it('is returned like any other response if the caller handles redirects', async () => {
    await using server = await httpServer((_, response) => response.writeHead(302, { location: '/b' }).end('moved'));
    const answer = await fetch(server.url, { redirect: 'manual' });
    expect([answer.status, answer.headers.get('location'), await answer.text()]).toEqual([302, '/b', 'moved']);
  });
});

describe('a fetch of the caller', () => {
  it.each([301, 302, 303, 307, 308])(
    'does not follow a redirect with status %i, and sends no request to its target',
    async (status) => {
      const got: string[] = [];
      await using elsewhere = await httpServer((request, response) => {
        got.push(String(request.url));
        response.end();
      });
      await using server = await httpServer((_, response) =>
        response.writeHead(status, { location: elsewhere.url }).end(),
      );
      const init = { method: 'POST', body: '{}', headers: { authorization: 'Bearer made-up' } };
      const error: unknown = await refusingRedirects(globalThis.fetch)(`${server.url}/v1`, init).catch(
        (error) => error,
      );
      expect(error).toMatchObject({ code: 'ERR_REDIRECT' });
      expect(String(error)).toContain(`${elsewhere.url}/;`);
      expect(got).toEqual([]);
    },
  );

  it('returns every other response unchanged, even a response-like object', async () => {
    await using server = await httpServer((_, response) => response.writeHead(304).end());
    expect((await refusingRedirects(globalThis.fetch)(server.url)).status).toBe(304);
    const simple = { status: 200 } as Response;
    expect(await refusingRedirects(async () => simple)(server.url)).toBe(simple);
  });
});

describe('a runtime without node:http', () => {
  it('uses the global fetch', async () => {
    await using server = await httpServer((_, response) => response.end('global'));
    const { getBuiltinModule } = process;
    process.getBuiltinModule = (() => undefined) as unknown as typeof getBuiltinModule;
    try {
      const answer = await createFetch()(server.url);
      expect(answer).toBeInstanceOf(Response);
      expect(await answer.text()).toBe('global');
    } finally {
      process.getBuiltinModule = getBuiltinModule;
    }
  });
});

it('rejects an invalid connectTimeout', () => {
  for (const connectTimeout of [0, -1, Number.NaN]) expect(() => createFetch({ connectTimeout })).toThrow(RangeError);
});

function formOf(fields: Record<string, string>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  return form;
}
