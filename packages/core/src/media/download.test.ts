import { createServer, type RequestListener, type Server } from 'node:http';
import { Agent } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { ConfigurationError, ProviderError, UnsupportedError } from '../contract/errors.ts';
import type { MediaPart } from '../contract/message.ts';
import { Config } from '../options/config.ts';
import { thrown } from '../testing/samples.ts';
import { type DownloadOptions, downloadOver, type Network } from './download.ts';

const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
const image = (url: string): MediaPart => ({ type: 'image', url });
const somewhere = '93.184.215.14';

/** HTTP server on the loopback interface that receives the requests for every host name and address. */
interface Host extends Network, AsyncDisposable {
  /** Host and path of each request. */
  readonly asked: readonly string[];
  /** Addresses to which the client tried to connect. */
  readonly reached: readonly string[];
}

async function startHost(
  answer: RequestListener,
  resolve: (hostname: string) => readonly string[] = () => [somewhere],
): Promise<Host> {
  const asked: string[] = [];
  const reached: string[] = [];
  const server: Server = createServer((request, response) => {
    asked.push(`${request.headers.host}${request.url}`);
    answer(request, response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const agent = new Agent();
  // Connects to this server without TLS, after the `lookup` of the request has returned the addresses to record.
  agent.createConnection = ({ host, lookup }, callback) => {
    lookup?.(host ?? '', { all: true }, (error, found) => {
      if (error) return callback?.(error, undefined as never);
      reached.push(...(found as { address: string }[]).map(({ address }) => address));
      callback?.(null, connect(port, '127.0.0.1'));
    });
    return undefined;
  };
  return {
    agent,
    asked,
    reached,
    resolve: async (hostname) =>
      resolve(hostname).map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    async [Symbol.asyncDispose]() {
      agent.destroy();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

const download = (network: Network, part: MediaPart, options: Partial<DownloadOptions> = {}): Promise<MediaPart> =>
  downloadOver(network, part, { provider: 'fake', ...options });

afterEach(() => Config.reset());

describe('A downloaded medium', () => {
  it('is returned as bytes with their detected type', async () => {
    await using host = await startHost((_, response) => response.setHeader('content-type', 'image/jpeg').end(png));
    const part = await download(host, image('https://pictures.example/a.jpg'));
    expect(part).toEqual({
      type: 'image',
      url: `data:image/png;base64,${png.toString('base64')}`,
      mediaType: 'image/png',
    });
    expect(host.asked).toEqual(['pictures.example/a.jpg']);
  });

  it('keeps the other fields of the part', async () => {
    await using host = await startHost((_, response) => {
      response.setHeader('content-type', 'text/csv; charset=utf-8').end('a,b');
    });
    const part = { type: 'file', url: 'https://files.example/1', filename: 'table.csv' } as const;
    const { url, ...rest } = await download(host, part);
    expect(rest).toEqual({ type: 'file', filename: 'table.csv', mediaType: 'text/csv' });
    expect(url).toBe('data:text/csv;base64,YSxi');
  });

  it('follows up to three redirects, and looks up each host again', async () => {
    await using host = await startHost((request, response) => {
      const hop = Number(request.url?.slice(1));
      if (hop === 3) response.end(png);
      else response.writeHead(302, { location: `https://hop${hop + 1}.example/${hop + 1}` }).end();
    });
    await download(host, image('https://hop0.example/0'));
    expect(host.asked).toEqual(['hop0.example/0', 'hop1.example/1', 'hop2.example/2', 'hop3.example/3']);
  });

  it('is requested without secrets', async () => {
    let sent: object = {};
    await using host = await startHost((request, response) => {
      sent = request.headers;
      response.end(png);
    });
    await download(host, image('https://pictures.example/'));
    expect(Object.keys(sent).sort()).toEqual(['accept', 'connection', 'host', 'user-agent']);
  });
});

describe('A URL that must not be downloaded', () => {
  it.each([
    'http://pictures.example/a.png',
    'file:///etc/hosts',
    'https://user:word@pictures.example/a.png',
    'https://127.0.0.1/a.png',
    'https://2130706433/a.png',
    'https://0x7f.1/a.png',
    'https://10.1.2.3/',
    'https://100.64.0.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://172.31.255.255/',
    'https://192.168.0.1/',
    'https://0.0.0.0/',
    'https://224.0.0.1/',
    'https://255.255.255.255/',
    'https://[::]/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:93.184.215.14]/',
    'https://[64:ff9b::7f00:1]/',
    'https://[fc00::1]/',
    'https://[fe80::1]/',
    'https://[ff02::1]/',
    'https://[2002:7f00:1::]/',
    'https://[2001:db8::1]/',
  ])('%s is rejected before a request is sent', async (url) => {
    await using host = await startHost((_, response) => response.end(png));
    expect(await thrown(download(host, image(url)))).toBeInstanceOf(ConfigurationError);
    expect(host.asked).toEqual([]);
  });

  it.each([[['127.0.0.1']], [['::1']], [['169.254.169.254']], [[somewhere, '10.0.0.1']], [['fe80::1%eth0']], [[]]])(
    'has a host name that resolves to %j',
    async (addresses) => {
      await using host = await startHost(
        (_, response) => response.end(png),
        () => addresses,
      );
      const error = await thrown(download(host, image('https://pictures.example/')));
      expect(error).toBeInstanceOf(ConfigurationError);
      expect(host.reached).toEqual([]);
    },
  );

  it.each(['https://localhost.example/secret', 'http://pictures.example/', 'https://127.0.0.1/', '//[', 'data:,a'])(
    'is also rejected as the target of a redirect: %s',
    async (location) => {
      await using host = await startHost(
        (_, response) => response.writeHead(302, { location }).end(),
        (hostname) => [hostname === 'localhost.example' ? '127.0.0.1' : somewhere],
      );
      const error = await thrown(download(host, image('https://pictures.example/')));
      expect(error).toBeInstanceOf(ConfigurationError);
      expect(host.asked).toEqual(['pictures.example/']);
    },
  );

  it('cannot change its address between the check and the connection', async () => {
    const answers = [[somewhere], ['127.0.0.1']];
    await using host = await startHost(
      (_, response) => response.end(png),
      () => answers.shift() ?? [],
    );
    await download(host, image('https://rebinding.example/'));
    expect([host.reached, answers]).toEqual([[somewhere], [['127.0.0.1']]]);
  });

  it('is every URL if downloads are off', async () => {
    Config.update({ downloadMedia: false });
    await using host = await startHost((_, response) => response.end(png));
    const error = await thrown(download(host, image('https://pictures.example/')));
    expect(error).toBeInstanceOf(UnsupportedError);
    expect(host.asked).toEqual([]);
  });
});

describe('A failed download', () => {
  it('stops at a fourth redirect', async () => {
    await using host = await startHost((_, response) => response.writeHead(307, { location: '/again' }).end());
    const error = await thrown(download(host, image('https://pictures.example/')));
    expect([error instanceof ConfigurationError, host.asked.length]).toEqual([true, 4]);
  });

  it('stops at 20 MiB, with or without a Content-Length', async () => {
    const piece = Buffer.alloc(1024 * 1024);
    let sent = 0;
    await using host = await startHost(async (request, response) => {
      if (request.url === '/announced') return response.setHeader('content-length', 21 * piece.length).end();
      const pieces = (function* () {
        for (; sent < 1000; sent += 1) yield piece;
      })();
      return pipeline(pieces, response).catch(() => undefined);
    });
    for (const path of ['announced', 'silent']) {
      const error = await thrown(download(host, image(`https://pictures.example/${path}?token=secret`)));
      expect([error instanceof ConfigurationError, String(error).includes('secret')]).toEqual([true, false]);
    }
    expect(sent).toBeLessThan(200);
  });

  it('reports bytes of another type', async () => {
    await using host = await startHost((_, response) => response.setHeader('content-type', 'text/html').end('<p>Hi'));
    const error = await thrown(download(host, image('https://pictures.example/')));
    expect(String(error)).toContain('Expected image, but the bytes are text/html');
  });

  it.each([
    [404, ConfigurationError, false],
    [503, ProviderError, true],
    [429, ProviderError, true],
  ])('maps status %i of the host to an error that is retryable or not', async (status, Class, retryable) => {
    await using host = await startHost((_, response) => response.writeHead(status).end());
    const error = await thrown(download(host, image('https://pictures.example/')));
    expect(error).toBeInstanceOf(Class);
    expect(error instanceof ProviderError && error.retryable).toBe(retryable);
  });

  it('is a network error if the connection breaks', async () => {
    await using host = await startHost((request) => request.socket.destroy());
    const error = await thrown(download(host, image('https://pictures.example/')));
    expect(error).toMatchObject({ kind: 'network', provider: 'fake', cause: { code: 'ECONNRESET' } });
  });

  it('is a timeout at the deadline', async () => {
    await using host = await startHost((_, response) => response.write(png));
    const error = await thrown(download(host, image('https://pictures.example/'), { timeout: 0.05 }));
    expect(error).toMatchObject({ kind: 'timeout', retryable: true });
  });

  it("ends with the signal's reason, and closes the connection", async () => {
    const controller = new AbortController();
    const reason = new Error('stopped');
    let closed: Promise<unknown> = Promise.resolve();
    await using host = await startHost((_, response) => {
      closed = new Promise((done) => response.once('close', done));
      response.write(png, () => controller.abort(reason));
    });
    const { signal } = controller;
    expect(await thrown(download(host, image('https://pictures.example/'), { signal }))).toBe(reason);
    await closed;
  });
});
