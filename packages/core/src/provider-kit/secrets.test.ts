import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createConnection } from './connection.ts';
import { networkError, toProviderError } from './errors.ts';
import type { Origin } from './origin.ts';

const key = 'sk-made-up-key-123456';
const origin: Origin = { service: { name: 'test' }, baseURL: 'https://llm.test/v1', secrets: [key] };
const service = { name: 'test', baseURL: 'https://llm.test/v1', env: { apiKey: ['TEST_KEY_OF_SECRETS'] } };
const connect = (baseURL: string): ReturnType<typeof createConnection> =>
  createConnection(service, { apiKey: key, baseURL }, { fetch: globalThis.fetch }, (given) => ({
    authorization: given,
  }));

/** Returns all parts of an error that a log could contain. */
const shown = (error: unknown): string => `${inspect(error, { depth: 9, showHidden: true })}${JSON.stringify(error)}`;

describe('a key', () => {
  it('is in no part of the error of a service that repeats it', async () => {
    const body = JSON.stringify({ error: { message: `Bad key ${key}`, code: key, type: key }, request_id: key });
    const headers = { 'x-request-id': `id-${key}` };
    const error = await toProviderError(new Response(body, { status: 401, headers }), origin);
    expect(error).toMatchObject({ status: 401, requestId: 'id-[redacted]' });
    expect(shown(error)).not.toContain(key);
  });

  it('is in no cause of a network error', () => {
    const below = Object.assign(new Error(`proxy http://user:${key}@host refused`), {
      url: `https://a.test/?key=${key}`,
    });
    const error = networkError(new TypeError('fetch failed', { cause: below }), origin);
    expect(error).toMatchObject({ kind: 'network' });
    expect(shown(error)).not.toContain(key);
  });

  it('that was given as the host of the base URL is not shown', () => {
    const error = networkError(new Error('getaddrinfo ENOTFOUND'), {
      ...origin,
      baseURL: `https://${key}/v1`,
      secrets: [],
    });
    expect(shown(error)).not.toContain(key);
  });

  it.each([key, `https://${key}@llm.test:no`, 'AIzaSyMadeUpKey1234567890'])(
    'that was given as the base URL is not shown: %s',
    (baseURL) => {
      const error = (() => {
        try {
          return connect(baseURL);
        } catch (thrown) {
          return thrown;
        }
      })();
      expect(shown(error)).not.toMatch(/made-up-key|AIzaSyMadeUp/);
    },
  );
});

describe('errors', () => {
  it('of a program are neither network errors nor changed', () => {
    for (const error of [
      new TypeError("Cannot read properties of undefined (reading 'a')"),
      new RangeError('Invalid count'),
    ]) {
      expect(networkError(error, origin)).toBe(error);
    }
    for (const words of ['fetch failed', 'Failed to fetch', 'terminated', 'error sending request for url']) {
      expect(networkError(new TypeError(words), origin)).toMatchObject({ kind: 'network', retryable: true });
    }
  });

  it.each([
    'CERT_HAS_EXPIRED',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'ERR_TLS_CERT_ALTNAME_INVALID',
  ])('of a certificate name it and are not retried: %s', (code) => {
    const error = networkError(Object.assign(new Error('no trust'), { code }), origin);
    expect(error).toMatchObject({ kind: 'network', retryable: false });
    expect(String(error)).toMatch(/certificate.*NODE_EXTRA_CA_CERTS/);
  });

  it('of a body above the limit keep its status and a short message', async () => {
    const body = JSON.stringify({ error: { message: 'a'.repeat(3e6) } });
    const error = await toProviderError(new Response(body, { status: 400 }), origin);
    expect(error).toMatchObject({ status: 400, kind: 'invalid_request' });
    expect(error.message.length).toBeLessThan(2000);
  });
});

it('Requests without encryption to another host are warned of once', () => {
  expect(connect('http://llm.example.test/v1').takeWarnings()).toEqual([expect.stringContaining('not encrypted')]);
  expect(connect('http://llm.example.test/v1').takeWarnings()).toEqual([]);
  for (const url of [
    'https://llm.example.test/v1',
    'http://127.0.0.1:1/v1',
    'http://localhost:1/v1',
    'http://[::1]:1/v1',
  ]) {
    expect(connect(url).takeWarnings()).toEqual([]);
  }
});
