import { collect, type ProviderOptions } from '@rephysco/core/provider';
import { describe, expect, it, vi } from 'vitest';
import { anthropic } from '../index.ts';

interface Sent {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

const answer = { type: 'message', content: [{ type: 'text', text: 'Hi' }], stop_reason: 'end_turn', model: 'm' };
const limits = { requests: 'requests', tokens: 'tokens' };

/** Returns a `fetch` that records requests and answers them. */
function recorder(status = 200): { readonly sent: Sent[]; readonly fetch: typeof fetch } {
  const sent: Sent[] = [];
  const own = async (url: unknown, { headers, body }: RequestInit = {}): Promise<Response> => {
    sent.push({ url: String(url), headers: Object.fromEntries(new Headers(headers)), body: JSON.parse(String(body)) });
    const rates = Object.keys(limits).flatMap((name) => [
      [`anthropic-ratelimit-${name}-remaining`, '9'],
      [`anthropic-ratelimit-${name}-limit`, '10'],
      [`anthropic-ratelimit-${name}-reset`, '2026-11-30T12:00:30Z'],
    ]);
    const date = 'Mon, 30 Nov 2026 12:00:00 GMT';
    return Response.json({ ...answer, input_tokens: 5 }, { status, headers: { ...Object.fromEntries(rates), date } });
  };
  return { sent, fetch: own as typeof fetch };
}

const messages = [{ role: 'user', content: 'Hi' }] as const;
const request = { provider: 'anthropic', model: 'claude-haiku-4-5', messages, stream: false } as const;

async function send(options: ProviderOptions = {}, fields: object = {}): Promise<Sent> {
  const { sent, fetch } = recorder();
  await collect(anthropic.create({ apiKey: 'a-made-up-key', fetch, ...options }).generate({ ...request, ...fields }));
  return sent[0] as Sent;
}

describe('A request', () => {
  it.each([false, true])(
    'has the URL, the headers and the body that the official client sends, streamed: %s',
    async (stream) => {
      const { sent, fetch } = recorder();
      const { Anthropic } = await import('@anthropic-ai/sdk');
      const sdk = new Anthropic({
        apiKey: 'a-made-up-key',
        fetch,
        defaultHeaders: { 'anthropic-version': '2023-06-01' },
      });
      const own = await send({}, { stream, temperature: 0.5 });
      await sdk.messages.create(own.body as never).asResponse();
      await sdk.messages.countTokens({ model: request.model, messages: [...messages] }).asResponse();
      const { 'x-api-key': key, 'user-agent': agent, ...headers } = own.headers;
      expect([own.url, own.body]).toEqual([sent[0]?.url, sent[0]?.body]);
      expect(sent[0]?.headers).toMatchObject(headers);
      expect([key, agent]).toEqual(['a-made-up-key', expect.stringMatching(/^rephysco\//)]);
      const counting = recorder();
      const provider = anthropic.create({ apiKey: 'a-made-up-key', fetch: counting.fetch });
      expect(await provider.countTokens?.(request)).toBe(5);
      expect([counting.sent[0]?.url, counting.sent[0]?.body]).toEqual([sent[1]?.url, sent[1]?.body]);
    },
  );

  it.each([
    [undefined, 'https://api.anthropic.com/v1/messages'],
    ['http://127.0.0.1:9', 'http://127.0.0.1:9/v1/messages'],
    ['http://127.0.0.1:9/v1/', 'http://127.0.0.1:9/v1/messages'],
    ['http://127.0.0.1:9/proxy/anthropic', 'http://127.0.0.1:9/proxy/anthropic/v1/messages'],
  ])('to the base URL %s goes to %s', async (baseURL, url) => {
    expect((await send(baseURL === undefined ? {} : { baseURL })).url).toBe(url);
  });

  it('names the version and the betas of the client and of the call', async () => {
    const headers = { 'Anthropic-Version': '2026-10-21', 'anthropic-beta': 'a' };
    expect((await send()).headers).toMatchObject({ 'anthropic-version': '2023-06-01' });
    expect((await send()).headers['anthropic-beta']).toBeUndefined();
    expect((await send({ headers })).headers).toMatchObject({
      'anthropic-version': '2026-10-21',
      'anthropic-beta': 'a',
    });
    const providerOptions = { 'anthropic-version': '2023-06-01', betas: ['b', 'a'] };
    const both = await send({ headers }, { providerOptions });
    expect(both.headers).toMatchObject({ 'anthropic-version': '2023-06-01', 'anthropic-beta': 'a,b' });
    expect((await send({ headers }, { temperature: 1 })).body).not.toHaveProperty('temperature');
  });

  it('uses the key of the environment, or a token in a header', async () => {
    vi.stubEnv('ANTHROPIC_API_KEY', 'from-the-environment');
    expect((await send({ apiKey: undefined })).headers['x-api-key']).toBe('from-the-environment');
    vi.unstubAllEnvs();
    const token = await send({ apiKey: undefined, headers: { authorization: 'Bearer a-made-up-token' } });
    expect([token.headers.authorization, token.headers['x-api-key']]).toEqual(['Bearer a-made-up-token', undefined]);
  });

  it('is not sent with `onUnsupported: error` and an option that the model rejects', async () => {
    await expect(send({}, { seed: 1, onUnsupported: 'error' })).rejects.toThrow("'seed'");
    expect((await send({}, { seed: 1, onUnsupported: 'ignore' })).body).not.toHaveProperty('seed');
  });

  it('has details of its response, and the body with `includeRaw`', async () => {
    const provider = anthropic.create({ apiKey: 'a-made-up-key', fetch: recorder().fetch });
    const { response } = await collect(provider.generate({ ...request, includeRaw: true }));
    const allowance = { remaining: 9, limit: 10, reset: 30 };
    const rateLimit = { requests: allowance, tokens: allowance };
    expect(response).toMatchObject({ status: 200, rateLimit, body: { stop_reason: 'end_turn' } });
  });

  it('reports the rate limits of the response', async () => {
    const onRateLimit = vi.fn();
    await send({}, { onRateLimit });
    const allowance = { remaining: 9, limit: 10, reset: 30 };
    expect(onRateLimit).toHaveBeenCalledWith({ requests: allowance, tokens: allowance });
  });

  it.each([429, 529])('has the rate limits of its response in the error for status %i', async (status) => {
    const provider = anthropic.create({ apiKey: 'a-made-up-key', fetch: recorder(status).fetch });
    const allowance = { remaining: 9, limit: 10, reset: 30 };
    const response = { status, rateLimit: { requests: allowance, tokens: allowance } };
    await expect(collect(provider.generate(request))).rejects.toMatchObject({ response });
    await expect(provider.countTokens?.(request)).rejects.toMatchObject({ response });
  });
});

describe('The official client', () => {
  it('uses the transport, with the key, the version and the headers of the options', async () => {
    const { sent, fetch } = recorder();
    const sdk = anthropic.sdk({ apiKey: 'a-made-up-key', headers: { 'x-team': 'a' }, fetch });
    await sdk.messages.create({ model: 'm', max_tokens: 1, messages: [...messages] });
    expect(sent[0]).toMatchObject({
      url: 'https://api.anthropic.com/v1/messages',
      headers: { 'x-api-key': 'a-made-up-key' },
    });
    expect(sent[0]?.headers).toMatchObject({ 'anthropic-version': '2023-06-01', 'x-team': 'a' });
    expect(sent[0]?.headers.authorization).toBeUndefined();
  });

  it('rejects functions and a missing key; the provider rejects regions and protocols', () => {
    vi.stubEnv('ANTHROPIC_API_KEY', '');
    expect(() => anthropic.sdk({ apiKey: () => 'a-made-up-key' })).toThrow('as values');
    expect(() => anthropic.sdk()).toThrow('ANTHROPIC_API_KEY');
    expect(() => anthropic.create({ region: 'eu' })).toThrow("no region 'eu'");
    expect(() => anthropic.create({ api: 'responses' })).toThrow("'responses'");
    vi.unstubAllEnvs();
  });
});
