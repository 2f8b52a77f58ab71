import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer as createSecureServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { selfSigned } from './test-certificate.ts';
import { httpServer, listen, rawServer } from './test-server.ts';

const index = new URL('./index.ts', import.meta.url);

/** Runs a module in a separate process, with `createFetch` and `readEvents` imported. */
async function run(code: string, environment: Record<string, string> = {}): Promise<string> {
  const module = `import { createFetch, readEvents } from '${index}';\n${code}`;
  const options = { env: { ...process.env, ...environment }, timeout: 20_000 };
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', module], options);
  return stdout;
}

/** Appends code that prints how long the process lives after the last line. */
const timed = (code: string): string =>
  `${code};\nconst last = performance.now();\nprocess.on('exit', () => console.log(performance.now() - last));`;

describe('a process', () => {
  it.each([
    ['a whole answer', 'await (await fetch(url)).text()'],
    ['a stream that was left', 'for await (const _ of readEvents((await fetch(stream)).body)) break'],
    ['an aborted call', 'await fetch(never, { signal: AbortSignal.timeout(20) }).catch(() => {})'],
    ['an unread answer', 'await (await fetch(stream)).body.cancel()'],
  ])('ends within 100 ms of its last call: %s', async (_, code) => {
    await using server = await httpServer((request, response) => {
      if (request.url === '/stream') response.write('data: 1\n\n');
      else if (request.url !== '/never') response.end('ok');
    });
    const urls = `const url = '${server.url}', stream = '${server.url}/stream', never = '${server.url}/never';`;
    const lived = await run(timed(`${urls} const fetch = createFetch(); ${code}`));
    expect(Number(lived)).toBeLessThan(100);
  });

  it('ends soon after a proxy did not respond', async () => {
    await using proxy = await rawServer((socket) => socket.resume());
    const options = `{ connectTimeout: 0.05, environment: { HTTPS_PROXY: '${proxy.url}' } }`;
    const lived = await run(timed(`await createFetch(${options})('https://upstream.test/').catch(() => {})`));
    expect(Number(lived)).toBeLessThan(100);
  });

  it('trusts the certificates of NODE_EXTRA_CA_CERTS', async () => {
    const certificate = selfSigned('upstream.test');
    await using server = await listen(
      createSecureServer(certificate, (_, response) => response.end('secret')),
      'https',
    );
    const folder = await mkdtemp(join(tmpdir(), 'rephysco-http-'));
    try {
      const file = join(folder, 'ca.pem');
      await writeFile(file, certificate.cert);
      const code = `console.log(await (await createFetch()('${server.url}')).text())`;
      expect(await run(code, { NODE_EXTRA_CA_CERTS: file })).toBe('secret\n');
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('does not load the HTTP client and the global fetch when it imports this package', async () => {
    const code = `console.log(process.moduleLoadList.join('\\n'))`;
    expect(await run(code)).not.toMatch(/NativeModule (_http_client|https|internal\/deps\/undici)/);
  });
});
