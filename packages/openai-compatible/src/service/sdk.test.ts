import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Dialect } from '../dialect.ts';
import { createSDK } from './sdk.ts';

const seen: { readonly url: string | undefined; readonly headers: Readonly<Record<string, unknown>> }[] = [];
const server = createServer((request, response) => {
  seen.push({ url: request.url, headers: request.headers });
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ object: 'list', data: [{ id: 'file-1' }], has_more: false }));
});
beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => void server.close());

const dialect = (): Dialect => ({
  name: 'acme',
  baseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
  env: { apiKey: ['ACME_API_KEY'] },
  models: {},
  defaultModel: 'm',
});

describe('the official client of a service', () => {
  it('sends requests over the transport, with the key, the headers and the base URL of the options', async () => {
    const sdk = createSDK(dialect(), { apiKey: 'a-made-up-key', headers: { 'x-team': 'a' } });
    const files = await sdk.files.list();
    expect(files.data).toEqual([{ id: 'file-1' }]);
    expect(seen[0]?.url).toBe('/v1/files');
    expect(seen[0]?.headers).toMatchObject({ authorization: 'Bearer a-made-up-key', 'x-team': 'a' });
    expect(seen[0]?.headers['user-agent']).toMatch(/^rephysco\/\d/);
  });

  it('rejects functions, which it cannot call again, and a missing key', () => {
    expect(() => createSDK(dialect(), { apiKey: () => 'a-made-up-key' })).toThrow('as values');
    expect(() => createSDK(dialect())).toThrow('ACME_API_KEY');
  });
});
