import { AuthenticationError, ConfigurationError } from '@rephysco/core';
import { collect } from '@rephysco/core/provider';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { gemini } from '../gemini.ts';
import { answer, ask, events, json, testService } from '../testing/test-service.ts';
import { envBaseURLs, envKeys } from './environment.ts';

const hello = answer([{ text: 'Hi' }], 'STOP');

beforeEach(() => {
  for (const name of [...envKeys, ...envBaseURLs]) vi.stubEnv(name, undefined);
});

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('The key', () => {
  it('is sent in a header of every request, and in no URL', async () => {
    await using service = await testService([
      json(hello),
      events(hello),
      json({ totalTokens: 1 }),
      json({ embeddings: [{ values: [1] }] }),
    ]);
    const { provider, requests } = service;
    await collect(provider.generate(ask()));
    await collect(provider.generate(ask({ stream: true })));
    await provider.countTokens?.(ask());
    await provider.embed?.({ model: 'gemini-embedding-001', input: ['a'] });
    expect(requests.map(({ path }) => path)).toEqual([
      '/v1beta/models/gemini-3.8-flash:generateContent',
      '/v1beta/models/gemini-3.8-flash:streamGenerateContent?alt=sse',
      '/v1beta/models/gemini-3.8-flash:countTokens',
      '/v1beta/models/gemini-embedding-001:batchEmbedContents',
    ]);
    expect(requests.map(({ headers }) => headers['x-goog-api-key'])).toEqual(requests.map(() => 'a-made-up-key'));
  });

  it('comes from the option, then from the variables in their order', async () => {
    for (const name of envKeys.toReversed()) {
      vi.stubEnv(name, `key-of-${name}`);
      await using service = await testService([json(hello)], { apiKey: undefined });
      await collect(service.provider.generate(ask()));
      expect(service.requests[0]?.headers['x-goog-api-key']).toBe(`key-of-${name}`);
    }
    expect(envKeys).toEqual(['GOOGLE_API_KEY', 'GEMINI_API_KEY', 'GOOGLE_GENERATIVE_AI_API_KEY']);
  });

  it('is reported as missing at the first call, before a request is sent', async () => {
    await using service = await testService([json(hello)], { apiKey: ' ' });
    const asked = collect(service.provider.generate(ask()));
    await expect(asked).rejects.toBeInstanceOf(AuthenticationError);
    await expect(asked).rejects.toThrow('Set GOOGLE_API_KEY or GEMINI_API_KEY or GOOGLE_GENERATIVE_AI_API_KEY');
    expect(service.requests).toEqual([]);
  });

  it('is in no error message, even if the service repeats it', async () => {
    const error = { code: 400, message: 'Key a-made-up-key is odd.', status: 'INVALID_ARGUMENT' };
    await using service = await testService([json({ error }, 400), json({ error }), events({ error })]);
    for (const stream of [false, false, true]) {
      await expect(collect(service.provider.generate(ask({ stream })))).rejects.toThrow('Key [redacted] is odd.');
    }
  });
});

it('distinguishes configured headers by a digest, without revealing them', () => {
  const digestOf = (headers?: Record<string, string>): string | undefined => gemini.create({ headers }).headersDigest;
  expect(digestOf()).toBeUndefined();
  expect(digestOf({ 'X-Team': 'red' })).toBe(digestOf({ 'x-team': 'red' }));
  expect(digestOf({ 'x-team': 'red' })).not.toBe(digestOf({ 'x-team': 'blue' }));
  expect(digestOf({ 'x-team': 'red' })).not.toContain('red');
});

describe('The base URL', () => {
  it('comes from the option, then from the variables in their order', () => {
    expect(gemini.create().identity).toBe('https://generativelanguage.googleapis.com/v1beta');
    vi.stubEnv('GOOGLE_GEMINI_BASE_URL', 'https://second.example/v1beta');
    expect(gemini.create().identity).toBe('https://second.example/v1beta');
    vi.stubEnv('GEMINI_BASE_URL', 'https://first.example/v1beta/');
    expect(gemini.create().identity).toBe('https://first.example/v1beta');
    expect(gemini.create({ baseURL: 'https://own.example/v1' }).identity).toBe('https://own.example/v1');
  });

  it.each(['not a url', 'ftp://example.com', ''])('is rejected immediately if it is %j', (baseURL) => {
    expect(() => gemini.create({ baseURL })).toThrow(/base URL of gemini is invalid/);
  });
});

describe('Options that Gemini does not support', () => {
  it.each([{ region: 'eu' }, { api: 'responses' }])('are rejected: %j', (options) => {
    expect(() => gemini.create(options)).toThrow(ConfigurationError);
  });
});

describe('A connection', () => {
  it("goes through the caller's own fetch, for every call", async () => {
    const paths: string[] = [];
    const own: typeof fetch = async (url) => {
      paths.push(String(url).replace(/.*:/, ''));
      const bodies: Readonly<Record<string, unknown>> = {
        generateContent: hello,
        countTokens: { totalTokens: 1 },
        batchEmbedContents: { embeddings: [{ values: [1] }] },
      };
      return Response.json(bodies[paths.at(-1) ?? ''] ?? [hello]);
    };
    const provider = gemini.create({ apiKey: 'a-made-up-key', fetch: own });
    expect((await collect(provider.generate(ask()))).text).toBe('Hi');
    expect((await collect(provider.generate(ask({ stream: true })))).text).toBe('Hi');
    await provider.countTokens?.(ask());
    await provider.embed?.({ model: 'gemini-embedding-001', input: ['a'] });
    expect(paths).toEqual(['generateContent', 'streamGenerateContent?alt=sse', 'countTokens', 'batchEmbedContents']);
  });

  it("sends the caller's headers, which come before its own", async () => {
    const headers = { 'x-team': 'blue', 'x-goog-api-key': 'of-the-gateway' };
    await using service = await testService([json(hello)], { headers });
    await collect(service.provider.generate(ask()));
    expect(service.requests[0]?.headers).toMatchObject(headers);
  });

  it('that cannot be opened is a network error with its cause', async () => {
    const service = await testService([]);
    const { baseURL } = service;
    await service[Symbol.asyncDispose]();
    const provider = gemini.create({ apiKey: 'a-made-up-key', baseURL });
    const { origin } = new URL(baseURL);
    await expect(collect(provider.generate(ask()))).rejects.toMatchObject({
      kind: 'network',
      retryable: true,
      message: expect.stringContaining(`gemini cannot be reached at ${origin}`) as string,
      cause: { code: 'ECONNREFUSED' },
    });
  });

  it('ends when the signal aborts, with its reason', async () => {
    const controller = new AbortController();
    const reason = new Error('stopped');
    await using service = await testService([() => controller.abort(reason)]);
    const { signal } = controller;
    await expect(collect(service.provider.generate(ask({ signal })))).rejects.toBe(reason);
  });
});
