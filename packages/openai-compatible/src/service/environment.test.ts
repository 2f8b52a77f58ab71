import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { collect, type GenerateRequest } from '@rephysco/core/provider';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Dialect } from '../dialect.ts';
import { openaiCompatible } from '../provider.ts';

const dialect: Dialect = {
  name: 'test',
  baseURL: 'http://127.0.0.1:9/v1',
  regions: { near: 'http://127.0.0.1:9/v1', far: 'http://127.0.0.1:10/v1' },
  env: { apiKey: ['TEST_API_KEY', 'OTHER_API_KEY'], baseURL: ['TEST_BASE_URL'], headers: { 'x-team': 'TEST_TEAM' } },
  models: {},
  defaultModel: 'm',
};

const request: GenerateRequest = {
  provider: 'test',
  model: 'm',
  messages: [{ role: 'user', content: 'Hi' }],
  stream: false,
};
const body = { choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }] };

/** Returns the headers that a server receives. */
async function headersSent(options: { readonly apiKey?: string } = {}, own: Dialect = dialect) {
  const seen: Record<string, unknown>[] = [];
  const server = createServer((message, response) => {
    seen.push(message.headers);
    message.resume().on('end', () => response.setHeader('content-type', 'application/json').end(JSON.stringify(body)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  const provider = openaiCompatible(own).create({ ...options, baseURL });
  await collect(provider.generate(request));
  await provider.close?.();
  server.close();
  return seen[0] ?? {};
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('keys and addresses', () => {
  it('come from the option, then from the variables in their order', async () => {
    vi.stubEnv('OTHER_API_KEY', 'second');
    expect((await headersSent()).authorization).toBe('Bearer second');
    vi.stubEnv('TEST_API_KEY', 'first');
    expect((await headersSent()).authorization).toBe('Bearer first');
    expect((await headersSent({ apiKey: 'own' })).authorization).toBe('Bearer own');
  });

  it('need no key if the dialect has none', async () => {
    const { env: _, ...open } = dialect;
    expect((await headersSent({}, open)).authorization).toBeUndefined();
  });

  it("send nothing of OpenAI's environment to another service", async () => {
    vi.stubEnv('OPENAI_API_KEY', 'openai-key');
    vi.stubEnv('OPENAI_ADMIN_KEY', 'openai-admin');
    vi.stubEnv('OPENAI_ORG_ID', 'openai-org');
    vi.stubEnv('OPENAI_PROJECT_ID', 'openai-project');
    vi.stubEnv('OPENAI_CUSTOM_HEADERS', 'x-secret: openai-header');
    vi.stubEnv('TEST_TEAM', 'a-team');
    const headers = await headersSent({ apiKey: 'own' });
    expect(JSON.stringify(headers)).not.toContain('openai-');
    expect(headers['x-team']).toBe('a-team');
  });

  it.each(['not a url', 'ftp://example.com', ''])('reject %j as a base URL before a request is sent', (baseURL) => {
    expect(() => openaiCompatible(dialect).create({ baseURL })).toThrow(/base URL of test is invalid/);
  });

  it('distinguish configured headers by a digest, without revealing them', () => {
    const digestOf = (headers?: Record<string, string>): string | undefined =>
      openaiCompatible(dialect).create({ headers }).headersDigest;
    expect(digestOf()).toBeUndefined();
    expect(digestOf({ 'X-Team': 'red' })).toBe(digestOf({ 'x-team': 'red' }));
    expect(digestOf({ 'x-team': 'red' })).not.toBe(digestOf({ 'x-team': 'blue' }));
    expect(digestOf({ 'x-team': 'red' })).not.toContain('red');
  });

  it('resolve regions by name', () => {
    expect(openaiCompatible(dialect).create({ region: 'far' }).identity).toBe('http://127.0.0.1:10/v1');
    expect(() => openaiCompatible(dialect).create({ region: 'moon' })).toThrow('Regions are: near, far.');
  });

  it('reject a protocol that the service does not support', () => {
    expect(() => openaiCompatible(dialect).create({ api: 'responses' })).toThrow(
      /does not support the protocol 'responses'/,
    );
  });
});
