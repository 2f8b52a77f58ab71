import type { APIPromise, OpenAI } from 'openai';
import type { ChatCompletionCreateParams } from 'openai/resources/chat/completions';
import { describe, expect, it } from 'vitest';
import { createBuilder, type RequestBuilder } from './sdk.ts';

const builder = (): RequestBuilder => createBuilder('http://127.0.0.1:1/v1');
const create = (sdk: OpenAI, body: ChatCompletionCreateParams): APIPromise<unknown> =>
  sdk.chat.completions.create(body);
const list = (sdk: OpenAI): APIPromise<unknown> => sdk.models.list();

const bodies = [
  { model: 'a', messages: [{ role: 'user', content: 'Hello' }] },
  { model: 'b', messages: [{ role: 'user', content: 'Grüße, 你好 \u2028' }], stream: true, seed: 7 },
  { model: 'c', messages: [], tools: [{ type: 'function', function: { name: 'add' } }], own: { nested: [null] } },
];

describe('A builder', () => {
  it('builds what the SDK itself builds, whatever was built before', async () => {
    const kept = builder();
    for (const body of bodies) expect(await kept.build(create, body)).toEqual(await builder().build(create, body));
  });

  it('has the address and the headers of the SDK, without credentials', async () => {
    const sent: unknown[] = [];
    const { OpenAI } = await import('openai');
    const fetch = async (url: unknown, { headers }: RequestInit = {}): Promise<Response> => {
      const { authorization: _, ...others } = Object.fromEntries(new Headers(headers));
      sent.push([String(url), others]);
      return new Response('{}', { headers: { 'content-type': 'application/json' } });
    };
    const sdk = new OpenAI({ apiKey: 'made-up', baseURL: 'http://127.0.0.1:1/v1', fetch, maxRetries: 0 });
    const own = builder();
    for (const body of bodies) {
      await create(sdk, body as never).asResponse();
      const { url, headers } = await own.build(create, body);
      expect([url, headers]).toEqual(sent.at(-1));
    }
  });

  it('keeps the methods apart', async () => {
    const kept = builder();
    expect((await kept.build(create, bodies[0] ?? {})).url).toMatch(/\/chat\/completions$/);
    expect((await kept.build(list, {})).url).toMatch(/\/models$/);
  });
});
