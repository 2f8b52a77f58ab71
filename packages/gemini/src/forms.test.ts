import { LLMClient, type Message, ProviderError } from '@rephysco/core';
import { collect } from '@rephysco/core/provider';
import { describe, expect, it } from 'vitest';
import { answer, ask, events, json, type Reply, testService } from './testing/test-service.ts';

/** Returns a reply that sends a text as a stream of events. */
const stream =
  (...pieces: readonly string[]): Reply =>
  (response) =>
    response.writeHead(200, { 'content-type': 'text/event-stream' }).end(pieces.join(''));

const event = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;
const fine = answer([{ text: 'Fine.' }], 'STOP');

const outcome = async (reply: Reply, streamed: boolean) => {
  await using service = await testService([reply]);
  return await collect(service.provider.generate(ask({ stream: streamed })));
};

const failure = async (reply: Reply, streamed: boolean): Promise<ProviderError> => {
  const error = await outcome(reply, streamed).catch((thrown: unknown) => thrown);
  if (error instanceof ProviderError) return error;
  throw new Error('The call answered.');
};

describe('The framing of a stream', () => {
  it.each([
    ['the end marker of another protocol', [event(fine), 'data: [DONE]\n\n']],
    ['empty data lines and comments', ['data:\n\n: ping\n\n', event(fine), 'data: \n\n']],
    [
      'one line feed between events',
      [event(answer([{ text: 'Fi' }])).trim(), '\n', event(answer([{ text: 'ne.' }], 'STOP')).trim(), '\n'],
    ],
    [
      'lines of JSON without framing',
      [`${JSON.stringify(answer([{ text: 'Fi' }]))}\n`, `${JSON.stringify(answer([{ text: 'ne.' }], 'STOP'))}\n`],
    ],
    ['a JSON array', [JSON.stringify([answer([{ text: 'Fi' }]), answer([{ text: 'ne.' }], 'STOP')])]],
    ['one whole answer', [JSON.stringify(fine)]],
  ])('may have %s', async (_, pieces) => {
    expect(await outcome(stream(...pieces), true)).toMatchObject({ text: 'Fine.', finishReason: 'stop' });
  });

  it('may occur in the answer to a plain request', async () => {
    expect(
      (await outcome(stream(event(answer([{ text: 'Fi' }])), event(answer([{ text: 'ne.' }], 'STOP'))), false)).text,
    ).toBe('Fine.');
    expect(await failure(stream(event(answer([{ text: 'Fi' }]))), false)).toMatchObject({
      kind: 'invalid_answer',
      retryable: false,
    });
  });

  it('without a finish reason, but with content and a marker, is `other` with a warning', async () => {
    const warnings = [expect.stringContaining('no finish reason')];
    expect(await outcome(stream(event(answer([{ text: 'Fi' }])), 'data: [DONE]\n\n'), true)).toMatchObject({
      finishReason: 'other',
      warnings,
    });
    expect(await outcome(json(answer([{ text: 'Fi' }])), false)).toMatchObject({ finishReason: 'other', warnings });
    expect(await failure(stream('data: [DONE]\n\n'), true)).toMatchObject({ kind: 'server' });
    expect(await failure(stream(event(answer([{ text: 'Fi' }]))), true)).toMatchObject({ kind: 'interrupted' });
  });
});

describe('An error inside a response of status 200', () => {
  it.each<[object, string]>([
    [{ error: { code: 429, message: 'Slow. Please retry in 3s.', status: 'RESOURCE_EXHAUSTED' } }, 'rate_limit'],
    [
      {
        error: {
          code: 400,
          message: 'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).',
          status: 'INVALID_ARGUMENT',
        },
      },
      'context_length_exceeded',
    ],
    [{ error: { code: 503, message: 'Busy', status: 'UNAVAILABLE' } }, 'overloaded'],
    [{ error: 'Quota of the gateway' }, 'server'],
    [{ code: 500, message: 'Gateway', data: null }, 'server'],
    [{ detail: 'Not Found' }, 'server'],
  ])('%j is of kind %s', async (body, kind) => {
    expect((await failure(json(body), false)).kind).toBe(kind);
    expect((await failure(json([body]), false)).kind).toBe(kind);
    for (const text of [event(body), `${JSON.stringify(body)}\n`, `event: error\n${event(body)}`]) {
      expect(await failure(stream(event(answer([{ text: 'Fi' }])), text), true)).toMatchObject({
        kind,
        partial: { text: 'Fi' },
      });
    }
    expect((await failure(stream(JSON.stringify(body)), true)).kind).toBe(kind);
  });
});

describe('A call', () => {
  it.each([
    ['missing', { name: 'f' }, {}],
    ['null', { name: 'f', args: null }, {}],
    ['a text', { name: 'f', args: '{"a":1}' }, { a: 1 }],
  ])('may have arguments that are %s', async (_, functionCall, expected) => {
    for (const streamed of [false, true]) {
      const reply = streamed ? events(answer([{ functionCall }], 'STOP')) : json(answer([{ functionCall }], 'STOP'));
      expect((await outcome(reply, streamed)).toolCalls[0]?.arguments).toEqual(expected);
    }
  });

  it('keeps the digits of an integer beyond 2^53', async () => {
    const text = JSON.stringify(answer([{ functionCall: { name: 'f', args: { a: 1 } } }], 'STOP')).replace(
      '"a":1',
      '"a":12345678901234567890',
    );
    expect((await outcome(stream(`data: ${text}\n\n`), true)).toolCalls[0]?.arguments).toEqual({
      a: '12345678901234567890',
    });
  });

  it('may arrive in fragments', async () => {
    const piece = (partialArgs: readonly object[], more: boolean, fields: object = {}) =>
      answer([{ functionCall: { partialArgs, willContinue: more, ...fields } }]);
    const pieces = [
      answer([{ functionCall: { name: 'f', willContinue: true }, thoughtSignature: 's' }]),
      piece([{ jsonPath: '$.city', stringValue: 'Os', willContinue: true }], true),
      piece(
        [
          { jsonPath: '$.city', stringValue: 'lo' },
          { jsonPath: '$.days[0].n', numberValue: 3 },
          { jsonPath: "$['wind']", boolValue: true },
          { jsonPath: '$.none', nullValue: null },
        ],
        true,
      ),
      answer([{ functionCall: {} }]),
      answer([{ functionCall: { name: 'g', args: {} } }], 'STOP'),
    ];
    const { toolCalls, content, finishReason } = await outcome(events(...pieces), true);
    expect(toolCalls.map(({ name, arguments: value }) => [name, value])).toEqual([
      ['f', { city: 'Oslo', days: [{ n: 3 }], wind: true, none: null }],
      ['g', {}],
    ]);
    expect([finishReason, new Set(toolCalls.map(({ id }) => id)).size]).toEqual(['tool_calls', 2]);
    expect(content[0]).toMatchObject({ providerData: { gemini: { thoughtSignature: 's' } } });
  });

  it('has a unique id', async () => {
    const parts = [1, 2].map(() => ({ functionCall: { id: 'same', name: 'f', args: {} } }));
    const { toolCalls } = await outcome(json(answer(parts, 'STOP')), false);
    expect(new Set(toolCalls.map(({ id }) => id)).size).toBe(2);
  });
});

describe('A request', () => {
  const bodyOf = async (request: object, model = 'gemini-3.8-flash') => {
    await using service = await testService([json(answer([{ text: '{"a":"x"}' }], 'STOP'))]);
    await collect(service.provider.generate(ask({ model, ...request })));
    return service.requests[0]?.body ?? {};
  };
  const schema = { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] };
  const tools = [{ name: 'f', parameters: { type: 'object', properties: { a: { type: 'string' } } } }];

  it('sends the result of a tool that contains a reference as text', async () => {
    const output = { deep: [{ $ref: '#/$defs/city' }] };
    const messages: readonly Message[] = [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: [{ type: 'tool-call', id: '1', name: 'f', arguments: {} }] },
      { role: 'tool', content: [{ type: 'tool-result', id: '1', name: 'f', output }] },
    ];
    expect(JSON.stringify(await bodyOf({ messages }))).toContain(JSON.stringify({ output: JSON.stringify(output) }));
  });

  it('has the schema as an instruction for models that reject tools with a schema', async () => {
    for (const model of ['gemini-2.5-flash', 'gemini-2.0-flash']) {
      const body = await bodyOf({ schema, tools }, model);
      expect(body.generationConfig).toBeUndefined();
      expect(JSON.stringify(body.systemInstruction)).toContain('JSON Schema');
    }
    expect((await bodyOf({ schema }, 'gemini-2.5-flash')).generationConfig).toMatchObject({
      responseJsonSchema: schema,
    });
    expect((await bodyOf({ schema, tools })).generationConfig).toMatchObject({ responseJsonSchema: schema });
  });

  it('has no system instruction for Gemma up to 3', async () => {
    const messages = [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Hi' },
    ] as const;
    const body = await bodyOf({ messages }, 'gemma-3-27b-it');
    expect(body.systemInstruction).toBeUndefined();
    expect(body.contents).toEqual([{ role: 'user', parts: [{ text: 'Be brief.' }, { text: 'Hi' }] }]);
  });

  it('has registered media types and no unpaired surrogates', async () => {
    const half = '😀'.slice(0, 1);
    const content = [
      { type: 'text', text: half },
      { type: 'image', url: 'data:image/jpg;base64,/9j/', mediaType: 'image/jpg' },
    ] as const;
    const body = await bodyOf({ messages: [{ role: 'user', content }] });
    expect(JSON.stringify(body)).toContain('"mimeType":"image/jpeg"');
    expect(JSON.stringify(body)).toContain('\ufffd');
  });

  it('has each header once', async () => {
    const seen: string[] = [];
    const own: typeof fetch = async (_, init) => {
      seen.push(...Object.keys(init?.headers ?? {}));
      return Response.json(fine);
    };
    await using service = await testService([json(fine)], {
      fetch: own,
      headers: { 'Content-Type': 'application/json', 'X-Goog-Api-Key': 'mine' },
    });
    await collect(service.provider.generate(ask()));
    expect(seen.map((name) => name.toLowerCase()).sort()).toEqual(['content-type', 'user-agent', 'x-goog-api-key']);
  });

  it('rejects a key that is not valid in a header, and calls a key function again after a 401', async () => {
    await using refused = await testService([json(fine)], { apiKey: 'AIza•••' });
    await expect(collect(refused.provider.generate(ask()))).rejects.toMatchObject({
      kind: 'authentication',
      message: expect.not.stringContaining('•') as string,
    });
    const keys = ['old', 'new'];
    await using service = await testService(
      [json({ error: { code: 401, message: 'Old', status: 'UNAUTHENTICATED' } }, 401), json(fine)],
      { apiKey: () => keys.shift() ?? 'none' },
    );
    expect((await collect(service.provider.generate(ask()))).text).toBe('Fine.');
    expect(service.requests.map(({ headers }) => headers['x-goog-api-key'])).toEqual(['old', 'new']);
  });

  it('to a base URL that contains a method is rejected by name', async () => {
    await expect(
      testService([json(fine)], { baseURL: 'http://127.0.0.1:9/v1beta/models/gemini-3.8-flash:generateContent' }),
    ).rejects.toThrow('base URL of gemini');
  });

  it('for vectors is split at 100 texts', async () => {
    const reply: Reply = (response, request) => {
      const { requests } = service.requests.at(-1)?.body ?? {};
      json({ embeddings: (requests as unknown[]).map(() => ({ values: [1] })) })(response, request);
    };
    await using service = await testService([reply]);
    await using client = new LLMClient({ provider: service.provider, maxRetries: 0 });
    const { embeddings } = await client.embed({ input: Array.from({ length: 150 }, (_, place) => `text ${place}`) });
    const sizes = service.requests.map(({ body }) => (body.requests as unknown[]).length);
    expect(sizes.sort()).toEqual([100, 50]);
    expect(embeddings).toHaveLength(150);
  });
});
