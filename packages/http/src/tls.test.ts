import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { connect } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFetch } from './fetch.ts';
import { selfSigned } from './test-certificate.ts';
import { listen, type TestServer } from './test-server.ts';

const certificate = selfSigned('upstream.test');
const before = getCACertificates('default');

function secureServer(text: string): Promise<TestServer> {
  return listen(
    createSecureServer(certificate, (_, response) => response.end(text)),
    'https',
  );
}

it('rejects an untrusted certificate', async () => {
  await using server = await secureServer('secret');
  await expect(createFetch()(server.url)).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
});

describe('with a trusted certificate', () => {
  beforeAll(() => setDefaultCACertificates([...before, certificate.cert]));
  afterAll(() => setDefaultCACertificates(before));

  it('an https server is reached repeatedly on one connection', async () => {
    await using server = await secureServer('secret');
    const fetch = createFetch({ connectTimeout: 5 });
    for (let count = 0; count < 3; count += 1) {
      expect(await (await fetch(server.url, { method: 'POST', body: '{}' })).text()).toBe('secret');
    }
    expect(server.sockets).toHaveLength(1);
  });

  it('a server with another name is rejected', async () => {
    await using server = await secureServer('secret');
    const error = createFetch()(server.url.replace('127.0.0.1', 'localhost'));
    await expect(error).rejects.toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
  });

  it('a proxy tunnels https, and the tunnel is reused', async () => {
    await using server = await secureServer('secret');
    const asked: string[] = [];
    const tunnels = createServer().on('connect', async (request, socket) => {
      asked.push(`${request.url} ${request.headers.authorization}`);
      const upstream = connect(server.port, '127.0.0.1');
      await once(upstream, 'connect');
      socket.write('HTTP/1.1 200 Connected\r\n\r\n');
      socket
        .on('error', () => upstream.destroy())
        .pipe(upstream)
        .on('error', () => socket.destroy())
        .pipe(socket);
    });
    await using proxy = await listen(tunnels, 'http');
    const fetch = createFetch({ connectTimeout: 5, environment: { https_proxy: proxy.url } });
    const headers = { authorization: 'Bearer made-up' };
    for (let count = 0; count < 3; count += 1) {
      expect(await (await fetch('https://upstream.test/', { method: 'POST', headers, body: '{}' })).text()).toBe(
        'secret',
      );
    }
    expect(asked).toEqual(['upstream.test:443 undefined']);
    fetch.close();
  });
});
