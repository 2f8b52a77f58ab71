import type { JSONSchema, Message } from '@rephysco/core';
import { describe, expect, it } from 'vitest';
import {
  chunk,
  completion,
  done,
  either,
  event,
  json,
  type Reply,
  stream,
  type TestService,
  type TestServiceOptions,
  testService,
} from './testing/test-service.ts';

type Body = {
  readonly messages: readonly { readonly role: string; readonly content: unknown; readonly [name: string]: unknown }[];
} & Readonly<Record<string, unknown>>;

const look = { name: 'look', parameters: { type: 'object', properties: { at: { type: 'string' } }, required: ['at'] } };
/** Returns the body of a request that a service received. */
const sent = (service: TestService, place: number): Body | undefined =>
  service.requests[place]?.body as Body | undefined;

const toolCall = { index: 0, id: 'x', type: 'function', function: { name: 'look', arguments: '{"at":"it"}' } };

/** Returns the bodies of a call whose tool runs once. */
async function toolBodies(
  message: object,
  output: unknown,
  options?: TestServiceOptions,
  streamed = false,
): Promise<readonly Body[]> {
  const first: Reply = (response, request) =>
    (request.body.stream
      ? stream(chunk(message), chunk({ tool_calls: [toolCall] }), chunk({}, 'tool_calls'), done)
      : json(completion({ content: null, ...message, tool_calls: [toolCall] }, 'tool_calls')))(response, request);
  await using service = await testService([first, either({ content: 'Fine.' })], options);
  const asked = { prompt: 'Hello', tools: [{ ...look, execute: () => output }] };
  if (streamed) await (await service.client.generate({ ...asked, stream: true })).result;
  else await service.client.generate(asked);
  return service.requests.map(({ body }) => body as unknown as Body);
}

async function bodyOf(
  request: object,
  options?: TestServiceOptions,
  reply = either({ content: '{"a":"x"}' }),
): Promise<Body> {
  await using service = await testService(reply, options);
  await service.client.generate({ prompt: 'Hello', ...request });
  return service.requests[0]?.body as unknown as Body;
}

describe('Data that a service sent with a call is sent back to it', () => {
  it.each([false, true])('its reasoning, in the same field (streamed: %s)', async (streamed) => {
    for (const field of ['reasoning_content', 'reasoning']) {
      const [, second] = await toolBodies({ [field]: 'Hm.' }, 'seen', undefined, streamed);
      expect(second?.messages[1]).toMatchObject({ role: 'assistant', [field]: 'Hm.' });
    }
  });

  it('details of the reasoning, whole or joined from fragments', async () => {
    const reasoning_details = [{ type: 'reasoning.encrypted', data: 'abc', index: 0, id: 'r' }];
    const [, second] = await toolBodies({ reasoning_details }, 'seen');
    expect(second?.messages[1]?.reasoning_details).toEqual(reasoning_details);
    const pieces = ['Let ', 'me.'].map((text) =>
      chunk({ reasoning_details: [{ type: 'reasoning.text', text, index: 0 }] }),
    );
    const first = stream(...pieces, chunk({ tool_calls: [toolCall] }), chunk({}, 'tool_calls'), done);
    await using service = await testService([first, either({ content: 'Fine.' })]);
    await (await service.client.generate({ prompt: 'Hello', stream: true, tools: [{ ...look, execute: () => 1 }] }))
      .result;
    expect(sent(service, 1)?.messages[1]?.reasoning_details).toEqual([
      { type: 'reasoning.text', text: 'Let me.', index: 0 },
    ]);
  });

  it('extra_content of a call', async () => {
    const tool_calls = [{ ...toolCall, extra_content: { google: { thought_signature: 's' } } }];
    await using service = await testService([
      json(completion({ content: '', tool_calls }, 'tool_calls')),
      either({ content: 'Fine.' }),
    ]);
    await service.client.generate({ prompt: 'Hello', tools: [{ ...look, execute: () => 1 }] });
    expect(sent(service, 1)?.messages[1]).toMatchObject({
      tool_calls: [{ id: 'x', extra_content: { google: { thought_signature: 's' } } }],
    });
  });

  it('but not to other services, and not for a turn without calls', async () => {
    await using service = await testService(json(completion({ content: 'Fine.', reasoning_content: 'Hm.' })));
    const { content } = await service.client.generate('Hello');
    const history: readonly Message[] = [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content },
    ];
    expect(JSON.stringify((await bodyOf({ messages: history })).messages)).not.toContain('Hm.');
    await using thinker = await testService(
      json(completion({ content: '', reasoning_content: 'Hm.', tool_calls: [toolCall] }, 'tool_calls')),
    );
    const called = await thinker.client.generate({ prompt: 'Hello', tools: [look] });
    const turns: readonly Message[] = [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: called.content },
      { role: 'tool', content: [{ type: 'tool-result', id: 'x', name: 'look', output: 1 }] },
    ];
    expect(JSON.stringify((await bodyOf({ messages: turns })).messages)).toContain('Hm.');
    expect(JSON.stringify((await bodyOf({ messages: turns }, { dialect: { name: 'other' } })).messages)).not.toContain(
      'Hm.',
    );
    expect(
      JSON.stringify((await bodyOf({ messages: turns }, { dialect: { quirks: { reasoningBack: false } } })).messages),
    ).toContain('Hm.');
  });
});

describe('A request contains nothing that services reject', () => {
  it('such as null content with calls, or an empty result', async () => {
    for (const output of ['', '  ', undefined, []]) {
      const [, second] = await toolBodies({}, output);
      expect(second?.messages[1]?.content).toBe('');
      expect(second?.messages[2]).toMatchObject({ role: 'tool', content: expect.stringMatching(/\S/) as string });
    }
  });

  it('such as calls with equal ids', async () => {
    const turn = (): readonly Message[] => [
      { role: 'assistant', content: [{ type: 'tool-call', id: 'call_0', name: 'look', arguments: {} }] },
      { role: 'tool', content: [{ type: 'tool-result', id: 'call_0', name: 'look', output: 1 }] },
    ];
    const { messages } = await bodyOf({ messages: [{ role: 'user', content: 'Hi' }, ...turn(), ...turn()] });
    const ids = messages.flatMap(
      ({ tool_calls }) => (tool_calls as { id: string }[] | undefined)?.map(({ id }) => id) ?? [],
    );
    const results = messages.flatMap(({ tool_call_id }) => (tool_call_id === undefined ? [] : [tool_call_id]));
    expect(new Set(ids).size).toBe(2);
    expect(results).toEqual(ids);
  });

  it('such as two system messages', async () => {
    const messages: readonly Message[] = [
      { role: 'system', content: 'One.' },
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'Hello' },
      { role: 'system', content: 'Two.' },
    ];
    const quirks = { structuredOutput: 'json_object' } as const;
    const schema = { type: 'object', properties: { a: { type: 'string' } } };
    const body = await bodyOf({ messages, system: 'Zero.', schema }, { dialect: { quirks } });
    expect(body.messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'user']);
    for (const text of ['Zero.', 'One.', 'Two.', 'JSON Schema']) expect(body.messages[0]?.content).toContain(text);
    const kept = await bodyOf({ messages, system: 'Zero.' }, { dialect: { quirks: { systemAnywhere: true } } });
    expect(kept.messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'system', 'user']);
  });

  it('such as a system role for a model without one', async () => {
    const models = { m: { id: 'm', input: ['text', 'image'], systemRole: 'user' } } as const;
    expect((await bodyOf({ system: 'Be brief.' }, { dialect: { models } })).messages).toEqual([
      { role: 'user', content: 'Be brief.\n\nHello' },
    ]);
    const body = await bodyOf({ system: 'Be brief.', images: ['https://example.com/a.png'] }, { dialect: { models } });
    expect(body.messages).toHaveLength(1);
    expect((body.messages[0]?.content as unknown[] | undefined)?.[0]).toEqual({ type: 'text', text: 'Be brief.' });
  });

  it.each([[undefined], [{}], [{ type: 'object' }], [{ $ref: '#/$defs/a', $defs: { a: { type: 'object' } } }]])(
    'such as a tool without properties: %j',
    async (parameters) => {
      const body = await bodyOf({ tools: [{ name: 'now', ...(parameters && { parameters }) }] });
      expect(body.tools).toMatchObject([{ function: { parameters: { type: 'object', properties: {} } } }]);
    },
  );

  it('such as unpaired surrogates', async () => {
    const half = '😀'.slice(0, 1);
    await using service = await testService(either({ content: 'Fine.' }));
    await service.client.generate({
      prompt: `a ${half} b \\ud83d`,
      system: half,
      messages: [{ role: 'user', content: `${half}😀` }],
    });
    expect(service.requests[0]?.raw).not.toMatch(/(?<!\\)\\ud[89a-f]/i);
    expect(service.requests[0]?.raw).toContain('😀');
    expect(JSON.stringify(service.requests[0]?.body)).toContain('\\\\ud83d');
  });

  it.each([
    ['images', 'data:image/jpg;base64,/9j/', 'data:image/jpeg;base64,/9j/'],
    ['images', 'data:image/x-png;base64,iVBORw0K', 'data:image/png;base64,iVBORw0K'],
  ])('such as media types with other names: %s %s', async (name, url, expected) => {
    const body = await bodyOf({ messages: [{ role: 'user', content: [{ type: 'image', url }] }] });
    expect(JSON.stringify(body)).toContain(expected);
    expect(name).toBe('images');
  });

  it('such as two headers with the same name', async () => {
    const names: string[] = [];
    const fetch: typeof globalThis.fetch = async (_, init) => {
      names.push(...Object.keys(init?.headers ?? {}));
      return Response.json(completion({ content: 'Fine.' }));
    };
    await using service = await testService(json({}), {
      provider: {
        fetch,
        headers: { Authorization: 'Bearer mine', 'Content-Type': 'application/json', 'User-Agent': 'me' },
      },
    });
    await service.client.generate('Hello');
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
  });
});

describe('A schema', () => {
  const format = async (schema: object, options: object = {}, service?: TestServiceOptions, reply?: Reply) => {
    const body = await bodyOf({ schema, ...options }, service, reply);
    return (body.response_format as { json_schema: { strict: boolean; schema: Record<string, unknown> } }).json_schema;
  };
  const open = { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] };

  it('is strict if possible, unless the caller sets it', async () => {
    expect(await format(open)).toMatchObject({ strict: true, schema: { additionalProperties: false } });
    expect(await format(open, { providerOptions: { strictJsonSchema: false } })).toMatchObject({
      strict: false,
      schema: open,
    });
    expect(
      (
        await format(open, {
          providerOptions: { response_format: { type: 'json_schema', json_schema: { strict: false } } },
        })
      ).strict,
    ).toBe(false);
  });

  it('that cannot be strict is sent with a warning that names the keyword', async () => {
    const schema = { ...open, properties: { a: { type: 'string', format: 'uri' } } };
    await using service = await testService(either({ content: '{"a":"https://example.com"}' }));
    const { warnings, object } = await service.client.generate({ prompt: 'Hello', schema });
    expect(service.requests[0]?.body).toMatchObject({ response_format: { json_schema: { strict: false, schema } } });
    expect(warnings).toContainEqual(expect.stringContaining("'format'"));
    expect(object).toEqual({ a: 'https://example.com' });
  });

  it.each<[JSONSchema, string, unknown]>([
    [{ type: 'array', items: { type: 'number' } }, '{"value":[1,2]}', [1, 2]],
    [{ type: 'string', enum: ['a', 'b}'] }, '{ "value" : "b}" }\n', 'b}'],
    [{ anyOf: [open, { type: 'null' }] }, '{"value":{"a":"}"}}', { a: '}' }],
    [{ type: 'array', items: { $ref: '#/$defs/n' }, $defs: { n: { type: 'number' } } }, '{"value": []}', []],
  ])('whose root is not an object is wrapped, and the answer unwrapped: %j', async (schema, content, expected) => {
    for (const streamed of [false, true]) {
      const letters = [...content].map((letter) => chunk({ content: letter }));
      const reply = streamed ? stream(...letters, chunk({}, 'stop'), done) : json(completion({ content }));
      await using service = await testService(reply);
      const asked = { prompt: 'Hello', schema };
      const result = streamed
        ? await (await service.client.generate({ ...asked, stream: true })).result
        : await service.client.generate(asked);
      expect(result.object).toEqual(expected);
      expect(JSON.parse(result.text)).toEqual(expected);
      expect(service.requests[0]?.body).toMatchObject({
        response_format: { json_schema: { strict: true, schema: { type: 'object', required: ['value'] } } },
      });
    }
  });

  it('has nullable instead of optional properties, and null becomes absent in the answer', async () => {
    const schema = { type: 'object', properties: { a: { type: 'string' }, b: { type: 'number' } }, required: ['a'] };
    await using service = await testService(either({ content: '{"a":"x","b":null}' }));
    const { object } = await service.client.generate({ prompt: 'Hello', schema });
    expect(object).toEqual({ a: 'x' });
    expect(service.requests[0]?.body).toMatchObject({
      response_format: {
        json_schema: {
          strict: true,
          schema: { required: ['a', 'b'], properties: { b: { type: ['number', 'null'] } } },
        },
      },
    });
  });
});

describe('Keys', () => {
  it.each([
    ['sk-abc\ndef', 'a line break'],
    ['sk-abc•••def', 'U+2022'],
    ['"sk-abcdef"', 'quotes'],
    ['“sk-abcdef”', 'quotes'],
    ['Bearer sk-abcdef', 'Bearer'],
    ['https://example.com/v1', 'URL'],
  ])('that are not valid in a header are rejected before a request is sent: %j', async (apiKey, words) => {
    await using service = await testService(either({ content: 'Fine.' }), { provider: { apiKey } });
    const error = await service.client.generate('Hello').catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      kind: 'authentication',
      sent: false,
      message: expect.stringContaining(words) as string,
    });
    expect(String(error)).not.toContain(apiKey);
    expect(service.requests).toHaveLength(0);
  });

  it('may come from a function, which is called again once after a 401', async () => {
    const keys = ['old', 'new', 'newer'];
    const replies = [
      json({ error: { message: 'Expired' } }, 401),
      either({ content: 'Fine.' }),
      json({ error: { message: 'No' } }, 401),
    ];
    const apiKey = async (): Promise<string> => keys.shift() ?? 'last';
    await using service = await testService(replies, { provider: { apiKey, headers: () => ({ 'x-tenant': 't' }) } });
    expect((await service.client.generate('Hello')).text).toBe('Fine.');
    expect(service.requests.map(({ headers }) => [headers.authorization, headers['x-tenant']])).toEqual([
      ['Bearer old', 't'],
      ['Bearer new', 't'],
    ]);
    await expect(service.client.generate('Hello')).rejects.toMatchObject({ kind: 'authentication' });
    expect(service.requests).toHaveLength(4);
  });

  it('from a function that fails or returns none are an error that names the function', async () => {
    for (const apiKey of [() => '', () => Promise.reject(new Error('no token')), () => 'sk-a\nb']) {
      await using service = await testService(either({ content: 'Fine.' }), { provider: { apiKey } });
      await expect(service.client.generate('Hello')).rejects.toMatchObject({
        kind: 'authentication',
        message: expect.stringContaining('function apiKey') as string,
      });
      expect(service.requests).toHaveLength(0);
    }
  });

  it('are represented by the account in the cache key, and each function is separate', async () => {
    const apiKey = (): string => 'k';
    const digest = async (provider: object): Promise<string | undefined> => {
      await using service = await testService(json({}), { provider });
      return service.client.provider.headersDigest;
    };
    expect(await digest({ apiKey, account: 'a' })).toBe(await digest({ apiKey: () => 'other', account: 'a' }));
    expect(await digest({ apiKey, account: 'a' })).not.toBe(await digest({ apiKey, account: 'b' }));
    expect(await digest({ headers: () => ({}) })).not.toBe(await digest({ headers: () => ({}) }));
  });
});

describe('A base URL', () => {
  it.each(['/chat/completions', '/responses', '/embeddings', '/completions/', '/models'])(
    'that ends with %s is rejected by name',
    async (path) => {
      await expect(testService(json({}), { provider: { baseURL: `http://127.0.0.1:9/v1${path}` } })).rejects.toThrow(
        /base URL of test ends with the path of one endpoint/,
      );
    },
  );
});

describe('Embeddings', () => {
  const vectors: Reply = (response, { body }) => {
    const input = body.input as readonly string[];
    const data = input.map((text, index) => ({ index, embedding: [Number(text.split(' ')[0])] }));
    json({ data: data.toReversed(), model: 'm', usage: { prompt_tokens: input.length, total_tokens: input.length } })(
      response,
      { body } as never,
    );
  };

  it.each([
    [{ inputs: 10 }, [10, 10, 5]],
    [{ tokens: 40 }, [5, 5, 5, 5, 5]],
    [{ bytes: 100, inputs: 12 }, [12, 12, 1]],
  ])('are requested in parts within %j, in order, with the usage of all', async (embedLimits, sizes) => {
    const dialect = { defaultEmbeddingModel: 'e', embedLimits };
    await using service = await testService(vectors, { dialect });
    const input = Array.from({ length: 25 }, (_, place) => `${place} abcdef`.slice(0, 8).padEnd(8));
    const { embeddings, usage } = await service.client.embed({ input });
    expect(embeddings.map(([first]) => first)).toEqual(input.map((_, place) => place));
    expect(usage.inputTokens).toBe(25);
    expect(service.requests.map(({ body }) => (body.input as unknown[]).length)).toEqual(sizes);
  });

  it('of a failed part are requested again, but not the others', async () => {
    const failing: Reply = json({ error: { message: 'Busy' } }, 503);
    const dialect = { defaultEmbeddingModel: 'e', embedLimits: { inputs: 1 } };
    await using service = await testService([vectors, failing, vectors], {
      dialect,
      client: { maxRetries: 1, baseDelay: 0 },
    });
    expect((await service.client.embed({ input: ['0', '1'] })).embeddings).toEqual([[0], [1]]);
    expect(service.requests.map(({ body }) => body.input)).toHaveLength(3);
  });

  it('that are fewer than the texts are an error', async () => {
    await using service = await testService(json({ data: [{ index: 0, embedding: [1] }] }), {
      dialect: { defaultEmbeddingModel: 'e' },
    });
    await expect(service.client.embed({ input: ['a', 'b'] })).rejects.toThrow('1 vectors for 2 texts');
  });
});

describe('The Responses protocol', () => {
  const dialect = { apis: ['responses'] as const };
  const message = (text: string, id = 'm'): object => ({
    type: 'message',
    id,
    role: 'assistant',
    content: [{ type: 'output_text', text }],
  });
  const whole = (output: readonly object[], fields: object = {}): object => ({
    id: 'r',
    object: 'response',
    status: 'completed',
    model: 'm',
    output,
    ...fields,
  });

  it('polls a response that is queued', async () => {
    const replies = [
      json(whole([], { status: 'queued' })),
      json(whole([], { status: 'in_progress' })),
      json(whole([message('Fine.')])),
    ];
    await using service = await testService(replies, { dialect });
    expect((await service.client.generate({ prompt: 'Hello', providerOptions: { background: true } })).text).toBe(
      'Fine.',
    );
    expect(service.requests.map(({ method, path }) => [method, path])).toEqual([
      ['POST', '/v1/responses'],
      ['GET', '/v1/responses/r'],
      ['GET', '/v1/responses/r'],
    ]);
  });

  it('rejects a queued response without an id, and one that failed or was cancelled', async () => {
    for (const fields of [{ status: 'queued', id: undefined }, { status: 'failed' }, { status: 'cancelled' }]) {
      await using service = await testService(json(whole([], fields)), { dialect });
      await expect(service.client.generate('Hello')).rejects.toMatchObject({ kind: 'server' });
    }
  });

  it.each([false, true])('sends items of unknown kinds back in their place (streamed: %s)', async (streamed) => {
    const output = [
      { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'e' },
      { type: 'web_search_call', id: 'ws_1', status: 'completed', action: { type: 'search', query: 'x' } },
      { type: 'reasoning', id: 'rs_2', summary: [], encrypted_content: 'f' },
      { type: 'image_generation_call', id: 'ig_1', status: 'completed', result: 'iVBORw0K', output_format: 'png' },
      { type: 'mcp_call', id: 'mcp_1', name: 'n', arguments: '{}', server_label: 's' },
      message('Found.', 'msg_1'),
    ];
    const events = output.map((item, output_index) => event({ type: 'response.output_item.done', output_index, item }));
    const first = streamed
      ? stream(...events, event({ type: 'response.completed', response: whole(output) }))
      : json(whole(output));
    await using service = await testService([first, json(whole([message('Fine.')]))], { dialect });
    if (streamed) await (await service.client.chat({ message: 'Look.', stream: true })).result;
    else await service.client.chat('Look.');
    await service.client.chat('And?');
    const input = service.requests[1]?.body.input as readonly Record<string, unknown>[];
    expect(input.map(({ type, role, id }) => id ?? type ?? role)).toEqual([
      'user',
      'rs_1',
      'ws_1',
      'rs_2',
      'ig_1',
      'mcp_1',
      'msg_1',
      'user',
    ]);
    expect(input[4]).toEqual(output[3]);
  });

  it('reads items that only the last event of a stream contains', async () => {
    const output = [message('Fine.'), { type: 'function_call', id: 'f', call_id: 'c', name: 'look', arguments: '{}' }];
    await using service = await testService(stream(event({ type: 'response.completed', response: whole(output) })), {
      dialect,
    });
    const { text, toolCalls, finishReason } = await (await service.client.generate({ prompt: 'Hello', stream: true }))
      .result;
    expect([text, toolCalls.length, finishReason]).toEqual(['Fine.', 1, 'tool_calls']);
  });

  it('ends with `other` at a marker without an ending, and without content with an error', async () => {
    const delta = event({ type: 'response.output_text.delta', output_index: 0, delta: 'Fi' });
    await using service = await testService(stream(delta, done), { dialect });
    expect(await (await service.client.generate({ prompt: 'Hello', stream: true })).result).toMatchObject({
      text: 'Fi',
      finishReason: 'other',
    });
    await using empty = await testService(stream(done), { dialect });
    await expect(
      (async () => (await empty.client.generate({ prompt: 'Hello', stream: true })).result)(),
    ).rejects.toMatchObject({ kind: 'server' });
    await using cut = await testService(stream(delta), { dialect });
    await expect(
      (async () => (await cut.client.generate({ prompt: 'Hello', stream: true })).result)(),
    ).rejects.toMatchObject({ kind: 'interrupted' });
  });

  it('also reads the type of an event from its name, and ignores events with other names', async () => {
    const pieces = [
      event({ output_index: 0, delta: 'Fine.' }, 'response.output_text.delta'),
      event({ message: 'Searching', status: 'running' }, 'tool.progress'),
      event({ response: whole([]) }, 'response.completed'),
    ];
    await using service = await testService(stream(...pieces), { dialect });
    expect((await (await service.client.generate({ prompt: 'Hello', stream: true })).result).text).toBe('Fine.');
  });

  it.each([
    {
      type: 'response.failed',
      response: { status: 'failed', error: { code: 'rate_limit_exceeded', message: 'Slow. Please try again in 3s.' } },
    },
    { type: 'error', code: 'rate_limit_exceeded', message: 'Slow. Please try again in 3s.' },
    { type: 'error', error: { code: 'rate_limit_exceeded', message: 'Slow. Please try again in 3s.' } },
    { error: { code: 429, message: 'Slow. Please try again in 3s.' } },
  ])('reports an error inside a stream: %j', async (failed) => {
    await using service = await testService(stream(event(failed)), { dialect });
    await expect(
      (async () => (await service.client.generate({ prompt: 'Hello', stream: true })).result)(),
    ).rejects.toMatchObject({ kind: 'rate_limit', retryAfter: 3 });
  });

  it('wraps a schema whose root is not an object', async () => {
    await using service = await testService(json(whole([message('{"value":[1]}')])), { dialect });
    const { object } = await service.client.generate({
      prompt: 'Hello',
      schema: { type: 'array', items: { type: 'number' } },
    });
    expect(object).toEqual([1]);
    expect(service.requests[0]?.body).toMatchObject({ text: { format: { strict: true, schema: { type: 'object' } } } });
  });
});
