import { getEventListeners } from 'node:events';
import { type Provider, ProviderError, type StreamEvent } from '@rephysco/core';
import { collect, type GenerateRequest } from '@rephysco/core/provider';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { answer, ask, events, json, testService } from './testing/test-service.ts';

/** Returns the events that a request yields before it fails, and its error. */
async function failure(provider: Provider, request: GenerateRequest): Promise<[StreamEvent[], unknown]> {
  const seen: StreamEvent[] = [];
  try {
    for await (const event of provider.generate(request)) seen.push(event);
  } catch (error) {
    return [seen, error];
  }
  throw new Error('Nothing was thrown.');
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('Defects of the SDK do not occur here:', () => {
  it('the calls of one event are not repeated', async () => {
    const add = { functionCall: { name: 'add', args: { a: 2, b: 3 } } };
    const multiply = { functionCall: { name: 'multiply', args: { a: 2, b: 3 } } };
    await using service = await testService([events(answer([add, multiply], 'STOP'))]);
    const { toolCalls, finishReason } = await collect(service.provider.generate(ask({ stream: true })));
    expect(toolCalls.map(({ id, name }) => [id, name])).toEqual([
      ['call_0', 'add'],
      ['call_1', 'multiply'],
    ]);
    expect(finishReason).toBe('tool_calls');
  });

  it.each([true, false])('thoughts are not mixed into the text (streamed: %s)', async (stream) => {
    const whole = answer([{ text: 'Five and three…', thought: true }, { text: '8' }], 'STOP');
    await using service = await testService([stream ? events(whole) : json(whole)]);
    const { text, reasoning } = await collect(service.provider.generate(ask({ stream })));
    expect([text, reasoning]).toEqual(['8', 'Five and three…']);
  });

  it.each(['SAFETY', 'RECITATION', 'LANGUAGE', 'BLOCKLIST'])(
    'an answer that ends with %s can be read',
    async (word) => {
      await using service = await testService([json(answer([{ text: 'Once' }], word))]);
      const { text, finishReason, finishReasonRaw } = await collect(service.provider.generate(ask()));
      expect([text, finishReason, finishReasonRaw]).toEqual(['Once', 'content_filter', word]);
    },
  );

  it('a stream that fails leaves no unhandled rejection', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown): number => unhandled.push(reason);
    process.on('unhandledRejection', note);
    await using service = await testService([
      (response) => response.writeHead(200, { 'content-type': 'text/event-stream' }).end('data: {"broken\r\n\r\n'),
    ]);
    const [, error] = await failure(service.provider, ask({ stream: true }));
    // Node reports unhandled rejections after the microtasks.
    await new Promise((done) => setImmediate(done));
    process.off('unhandledRejection', note);
    expect([error instanceof ProviderError, unhandled]).toEqual([true, []]);
  });

  it.each([true, false])('a signal that is aborted already is not ignored (streamed: %s)', async (stream) => {
    await using service = await testService([json({})]);
    const { provider } = service;
    const reason = new Error('stopped');
    const signal = AbortSignal.abort(reason);
    const asked = [
      () => collect(provider.generate(ask({ signal, stream }))),
      () => provider.countTokens?.(ask({ signal })),
      () => provider.embed?.({ model: 'gemini-embedding-001', input: ['a'], signal }),
    ];
    for (const start of asked) await expect(start()).rejects.toBe(reason);
    expect(service.requests).toEqual([]);
  });

  it('1,000 calls on one signal leave no listener, and none leaves a timer', async () => {
    const whole = answer([{ text: 'Hi' }], 'STOP');
    await using service = await testService([json(whole)]);
    const { signal } = new AbortController();
    const before = process.getActiveResourcesInfo().filter((each) => each === 'Timeout').length;
    for (let call = 0; call < 1000; call += 1) await collect(service.provider.generate(ask({ signal })));
    const { length } = process.getActiveResourcesInfo().filter((each) => each === 'Timeout');
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    // One may be the server's check of its connections, and one the kept-alive connection.
    expect(length - before).toBeLessThanOrEqual(2);
  });

  it("the caller's request is not changed", async () => {
    await using service = await testService([json(answer([{ text: 'Hi' }], 'STOP'))]);
    const request = ask({
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: [{ type: 'text', text: 'Hi' }] },
      ],
      tools: [{ name: 'add', parameters: { type: 'object', properties: {} } }],
      schema: { type: 'object' },
      providerOptions: { generationConfig: { topK: 3 }, systemInstruction: { parts: [{ text: 'Or not.' }] } },
    });
    const before = structuredClone(request);
    await collect(service.provider.generate(request));
    expect(request).toEqual(before);
    expect(service.requests[0]?.body.systemInstruction).toEqual({ role: 'system', parts: [{ text: 'Or not.' }] });
  });

  it('an error inside a stream is thrown after the preceding content', async () => {
    const usageMetadata = { promptTokenCount: 4, candidatesTokenCount: 2, totalTokenCount: 6 };
    await using service = await testService([
      events(
        { ...answer([{ text: 'Once upon' }]), usageMetadata },
        { error: { code: 503, message: 'The model is overloaded.', status: 'UNAVAILABLE' } },
      ),
    ]);
    const [seen, error] = await failure(service.provider, ask({ stream: true }));
    expect(seen).toEqual([{ type: 'text', text: 'Once upon' }]);
    expect(error).toMatchObject({
      kind: 'overloaded',
      code: 'UNAVAILABLE',
      status: undefined,
      retryable: true,
      partial: { text: 'Once upon', usage: { inputTokens: 4, outputTokens: 2 } },
    });
  });

  it('a stream without a finish reason is not an answer', async () => {
    await using service = await testService([events(answer([{ text: 'Once' }]), answer([{ text: ' upon' }]))]);
    const [seen, error] = await failure(service.provider, ask({ stream: true }));
    expect(seen.map(({ type }) => type)).toEqual(['text', 'text']);
    expect(error).toMatchObject({ kind: 'interrupted', partial: { text: 'Once upon' } });
  });

  it.each([true, false])('the retry delay is not lost (streamed: %s)', async (stream) => {
    const info = { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '48s' };
    const error = { code: 429, message: 'Too many.', status: 'RESOURCE_EXHAUSTED', details: [info] };
    await using service = await testService([json({ error }, 429), json({}, 429, { 'retry-after': '7' })]);
    const [, first] = await failure(service.provider, ask({ stream }));
    const [, second] = await failure(service.provider, ask({ stream }));
    expect(first).toMatchObject({ kind: 'rate_limit', retryAfter: 48, retryable: true });
    expect(second).toMatchObject({ kind: 'rate_limit', retryAfter: 7 });
  });

  it('a web page with status 200 is a typed error', async () => {
    await using service = await testService([
      (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in</html>'),
    ]);
    for (const stream of [true, false]) {
      const [, error] = await failure(service.provider, ask({ stream }));
      expect(error).toMatchObject({ kind: 'server', retryable: true });
    }
  });

  it('the cause of a broken connection is not lost', async () => {
    await using service = await testService([(_, request) => request.socket.destroy()]);
    const [, error] = await failure(service.provider, ask());
    expect(error).toMatchObject({ kind: 'network', cause: { code: 'ECONNRESET' } });
  });

  it("a stream may hold comments, keep-alives and other events' names", async () => {
    const whole = JSON.stringify(answer([{ text: 'a\u2028b' }], 'STOP'));
    const text = `: hello\n\nevent: message\ndata:${whole}\n\n: bye`;
    await using service = await testService([
      (response) => response.writeHead(200, { 'content-type': 'text/event-stream' }).end(text),
    ]);
    const { text: said } = await collect(service.provider.generate(ask({ stream: true })));
    expect(said).toBe('a\u2028b');
  });

  it('no request uses the global fetch', async () => {
    const refuse = vi.fn<() => never>(() => {
      throw new Error('The global fetch was used.');
    });
    vi.stubGlobal('fetch', refuse);
    await using service = await testService([
      json(answer([{ text: 'Hi' }], 'STOP')),
      events(answer([{ text: 'Hi' }], 'STOP')),
      json({ totalTokens: 3 }),
      json({ embeddings: [{ values: [1, 2] }] }),
    ]);
    const { provider } = service;
    await collect(provider.generate(ask()));
    await collect(provider.generate(ask({ stream: true })));
    expect(await provider.countTokens?.(ask())).toBe(3);
    await provider.embed?.({ model: 'gemini-embedding-001', input: ['a'] });
    expect(refuse).not.toHaveBeenCalled();
  });
});
