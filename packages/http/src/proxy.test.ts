import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createFetch } from './fetch.ts';
import { agentsKnowProxies } from './proxy.ts';
import { httpServer, rawServer, type TestServer } from './test-server.ts';

describe('a proxy from the environment', () => {
  it.each(['HTTP_PROXY', 'http_proxy'])('in %s is used for http URLs, with its own credentials', async (name) => {
    await using proxy = await httpServer(({ url, method, headers }, response) => {
      response.end(JSON.stringify({ url, method, proxy: headers['proxy-authorization'], key: headers.authorization }));
    });
    const fetch = createFetch({ environment: { [name]: proxy.url.replace('//', '//user:made-up@') } });
    const init = { method: 'POST', headers: { authorization: 'Bearer made-up' }, body: '{}' };
    for (let count = 0; count < 2; count += 1) {
      expect(await (await fetch('http://upstream.test/v1?a=b', init)).json()).toEqual({
        url: 'http://upstream.test/v1?a=b',
        method: 'POST',
        proxy: `Basic ${btoa('user:made-up')}`,
        key: 'Bearer made-up',
      });
    }
    expect(proxy.sockets).toHaveLength(1);
  });

  it('is not used for hosts in NO_PROXY and for this machine', async () => {
    await using proxy = await httpServer((_, response) => response.end('proxy'));
    await using server = await httpServer((_, response) => response.end('server'));
    const fetch = createFetch({ environment: { HTTP_PROXY: proxy.url, NO_PROXY: 'internal.invalid' } });
    expect(await (await fetch('http://upstream.test/')).text()).toBe('proxy');
    expect(await (await fetch(server.url)).text()).toBe('server');
    expect(await (await fetch(server.url.replace('127.0.0.1', 'localhost'))).text()).toBe('server');
    await expect(fetch('http://internal.invalid/')).rejects.toMatchObject({
      code: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/),
    });
  });

  it('is not used when its variable is empty or for the other protocol', async () => {
    const fetch = createFetch({ environment: { HTTP_PROXY: '', HTTPS_PROXY: 'http://127.0.0.1:1' } });
    await expect(fetch('http://internal.invalid/')).rejects.toMatchObject({
      code: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/),
    });
  });

  it('without a scheme is an http proxy', async () => {
    await using proxy = await httpServer((_, response) => response.end('proxy'));
    const fetch = createFetch({ environment: { HTTP_PROXY: `127.0.0.1:${proxy.port}` } });
    expect(await (await fetch('http://upstream.test/')).text()).toBe('proxy');
  });

  it('is read from the variable in lower case if both are set', async () => {
    await using proxy = await httpServer((_, response) => response.end('proxy'));
    const fetch = createFetch({ environment: { HTTP_PROXY: 'http://127.0.0.1:9', http_proxy: proxy.url } });
    expect(await (await fetch('http://upstream.test/')).text()).toBe('proxy');
  });

  it('does not show its password if it rejects a tunnel or cannot be reached', async () => {
    await using refusing = await httpServer(() => {});
    for (const { port } of [refusing, { port: 9 }]) {
      const environment = { HTTPS_PROXY: `http://user:made-up@127.0.0.1:${port}` };
      const error: unknown = await createFetch({ environment })('https://upstream.test/').catch((error) => error);
      expect(error).toMatchObject({ code: expect.any(String) });
      expect(inspect(error)).not.toContain('made-up');
    }
  });

  it.each(['http://user:made-up@127.0.0.1:noport', 'http://', 'socks5://user:made-up@proxy.test'])(
    'in a form that Node cannot use (%s) is an error',
    async (proxy) => {
      const fetch = createFetch({ environment: { HTTPS_PROXY: proxy } });
      const error: unknown = await fetch('https://upstream.test/').catch((error: unknown) => error);
      expect(error).toMatchObject({ code: 'ERR_PROXY_UNSUPPORTED' });
      expect(inspect(error)).not.toContain('made-up');
    },
  );

  it('may take longer to respond than to connect', async () => {
    await using proxy = await httpServer((_, response) => setTimeout(() => response.end('late'), 500));
    const fetch = createFetch({ connectTimeout: 0.3, environment: { HTTP_PROXY: proxy.url } });
    expect(await (await fetch('http://upstream.test/')).text()).toBe('late');
  });

  it('that rejects a tunnel or never responds is an error', async () => {
    await using refusing = await httpServer(() => {});
    await using silent = await rawServer((socket) => socket.resume());
    const get = (proxy: TestServer): Promise<unknown> =>
      createFetch({ connectTimeout: 0.1, environment: { HTTPS_PROXY: proxy.url } })('https://upstream.test/');
    await expect(get(refusing)).rejects.toMatchObject({ code: expect.any(String) });
    await expect(get(silent)).rejects.toMatchObject({ code: 'ERR_CONNECT_TIMEOUT' });
  });
});

it('requires a Node.js whose agents support proxies', () => {
  const versions = ['22.12.0', '22.21.0', '23.11.0', '24.4.1', '24.5.0', '25.0.0', '26.1.0'];
  expect(versions.filter(agentsKnowProxies)).toEqual(['22.21.0', '24.5.0', '25.0.0', '26.1.0']);
});
