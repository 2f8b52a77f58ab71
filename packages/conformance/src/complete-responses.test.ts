import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type GenerateOptions,
  type GenerateResult,
  isRephyscoError,
  LLMClient,
  memoryStore,
  providerTool,
} from '@rephysco/core';
import '@rephysco/aliyun';
import '@rephysco/anthropic';
import '@rephysco/gemini';
import '@rephysco/openai';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

type Body = Readonly<Record<string, unknown>>;
const sent: Body[] = [];
let reply: (response: ServerResponse, body: Body) => void = () => {};
const server = createServer((request: IncomingMessage, response) => {
  let text = '';
  request.on('data', (data) => {
    text += String(data);
  });
  request.on('end', () => {
    const body = JSON.parse(text) as Body;
    sent.push(body);
    response.setHeader('x-request-id', 'req-1');
    response.setHeader('set-cookie', 'session=secret');
    response.setHeader('x-ratelimit-remaining-requests', '7');
    response.setHeader('x-ratelimit-reset-requests', '1s');
    reply(response, body);
  });
});
beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => void server.close());
beforeEach(() => void sent.splice(0));

const baseURL = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
const clientOf = (provider: string, options: object = {}) =>
  new LLMClient({
    provider,
    apiKey: 'a-made-up-key',
    baseURL: baseURL(),
    maxRetries: 0,
    cache: memoryStore(),
    ...options,
  });
const json = (value: unknown) => (response: ServerResponse) => {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(value));
};
const events =
  (...values: readonly unknown[]) =>
  (response: ServerResponse) => {
    response.setHeader('content-type', 'text/event-stream');
    response.end(
      values.map((value) => `data: ${typeof value === 'string' ? value : JSON.stringify(value)}\n\n`).join(''),
    );
  };
const responseOf = (error: unknown): unknown =>
  isRephyscoError(error) && 'response' in error ? error.response : error;
const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
const citation = {
  type: 'url_citation',
  url_citation: { url: 'https://a.example', title: 'A', start_index: 0, end_index: 3 },
};
const cited = { type: 'url', url: 'https://a.example', title: 'A', start: 0, end: 3 };
const choice = (message: object, extra: object = {}) => ({
  id: 'c',
  model: 'm',
  choices: [{ index: 0, message, finish_reason: 'stop', ...extra }],
  usage,
});
const delta = (fields: object, extra: object = {}, finish: string | null = null) => ({
  id: 'c',
  model: 'm',
  choices: [{ index: 0, delta: fields, finish_reason: finish, ...extra }],
});

/** Returns the answer of a call, plain and streamed, and both again from the cache. */
async function everyWay(client: LLMClient, options: GenerateOptions): Promise<readonly GenerateResult[]> {
  const results: GenerateResult[] = [];
  for (const stream of [false, true]) {
    const call = { ...options, cache: { namespace: String(stream) } };
    for (let time = 0; time < 2; time += 1) {
      results.push(stream ? await client.stream(call).result : ((await client.generate(call)) as GenerateResult));
    }
  }
  return results;
}

describe('sources', () => {
  it('contain the annotations of Chat Completions, in the content, the events and the cache', async () => {
    reply = (response, { stream }) =>
      stream
        ? events(
            delta({ content: 'Yes.' }),
            delta({ annotations: [citation] }),
            delta({}, {}, 'stop'),
            '[DONE]',
          )(response)
        : json(choice({ content: 'Yes.', annotations: [citation] }))(response);
    const results = await everyWay(clientOf('openai', { api: 'chat' }), { prompt: 'Hi' });
    expect(results.map(({ sources }) => sources)).toEqual([[cited], [cited], [cited], [cited]]);
    expect(results[3]?.content).toEqual([
      { type: 'text', text: 'Yes.' },
      { type: 'source', source: cited },
    ]);
    expect(results.map(({ cached }) => cached)).toEqual([false, true, false, true]);
    const types: string[] = [];
    for await (const { type } of clientOf('openai', { api: 'chat' }).stream('Hi').events()) types.push(type);
    expect(types).toEqual(['text', 'source', 'finish']);
  });

  it('contain the citations and search results of other services', async () => {
    reply = json({
      ...choice({ content: 'Yes.' }),
      citations: ['https://a.example', 'https://b.example'],
      search_results: [{ url: 'https://b.example', title: 'B' }],
    });
    expect((await clientOf('openai', { api: 'chat' }).generate('Hi')).sources).toEqual([
      { type: 'url', url: 'https://b.example', title: 'B' },
      { type: 'url', url: 'https://a.example' },
    ]);
    reply = json({
      ...choice({ content: 'Yes.' }),
      search_info: { search_results: [{ index: 1, url: 'https://c.example', title: 'C' }] },
    });
    expect((await clientOf('aliyun').generate('Hi')).sources).toEqual([
      { type: 'url', url: 'https://c.example', title: 'C' },
    ]);
  });

  it('contain the annotations of Responses, including files', async () => {
    const annotations = [
      { type: 'url_citation', url: 'https://a.example', title: 'A', start_index: 0, end_index: 3 },
      { type: 'file_citation', file_id: 'f1', filename: 'a.pdf', index: 2 },
    ];
    const message = { type: 'message', id: 'm', content: [{ type: 'output_text', text: 'Yes.', annotations }] };
    const whole = {
      id: 'r',
      status: 'completed',
      model: 'm',
      output: [message],
      usage: { input_tokens: 1, output_tokens: 1 },
    };
    reply = (response, { stream }) =>
      stream
        ? events(
            { type: 'response.output_text.delta', output_index: 0, delta: 'Yes.' },
            { type: 'response.output_item.done', output_index: 0, item: message },
            { type: 'response.completed', response: whole },
          )(response)
        : json(whole)(response);
    const expected = [cited, { type: 'file', fileId: 'f1', title: 'a.pdf' }];
    const results = await everyWay(clientOf('openai', { api: 'responses' }), { prompt: 'Hi' });
    expect(results.map(({ sources }) => sources)).toEqual([expected, expected, expected, expected]);
  });

  it('contain the grounding of Gemini, whose positions count bytes', async () => {
    const groundingMetadata = {
      groundingChunks: [{ web: { uri: 'https://a.example', title: 'A' } }, { web: { uri: 'https://unused.example' } }],
      groundingSupports: [{ segment: { startIndex: 4, endIndex: 7, text: 'Ja.' }, groundingChunkIndices: [0] }],
    };
    const body = {
      candidates: [{ content: { parts: [{ text: 'Öß Ja.' }] }, finishReason: 'STOP', groundingMetadata }],
      usageMetadata: {},
    };
    // "Öß " has 5 bytes and 3 characters.
    groundingMetadata.groundingSupports[0] = {
      segment: { startIndex: 5, endIndex: 8, text: 'Ja.' },
      groundingChunkIndices: [0],
    };
    reply = (response) => (response.req.url?.includes('stream') ? events(body)(response) : json(body)(response));
    const results = await everyWay(clientOf('gemini'), { prompt: 'Hi' });
    const expected = [
      { type: 'url', url: 'https://a.example', title: 'A', start: 3, end: 6 },
      { type: 'url', url: 'https://unused.example' },
    ];
    expect(results.map(({ sources }) => sources)).toEqual([expected, expected, expected, expected]);
  });

  it('are not sent back with the history', async () => {
    reply = json(choice({ content: 'Yes.', annotations: [citation] }));
    const client = clientOf('openai', { api: 'chat' });
    await client.chat('Hi');
    await client.chat('Again');
    expect(JSON.stringify(sent[1])).not.toContain('a.example');
    expect(client.conversation.messages).toHaveLength(4);
  });
});

describe('log probabilities', () => {
  const tokens = [
    {
      token: 'Yes',
      logprob: -0.1,
      bytes: [89, 101, 115],
      top_logprobs: [
        { token: 'Yes', logprob: -0.1, bytes: [89, 101, 115] },
        { token: 'No', logprob: -2, bytes: null },
      ],
    },
  ];
  const expected = [
    {
      token: 'Yes',
      logprob: -0.1,
      bytes: [89, 101, 115],
      top: [
        { token: 'Yes', logprob: -0.1, bytes: [89, 101, 115] },
        { token: 'No', logprob: -2 },
      ],
    },
  ];

  it('are requested and returned, whole, streamed and from the cache', async () => {
    reply = (response, { stream }) =>
      stream
        ? events(
            delta({ content: 'Yes' }, { logprobs: { content: tokens } }),
            delta({}, {}, 'stop'),
            '[DONE]',
          )(response)
        : json(choice({ content: 'Yes' }, { logprobs: { content: tokens } }))(response);
    const results = await everyWay(clientOf('openai', { api: 'chat' }), { prompt: 'Hi', logprobs: 2 });
    expect(results.map(({ logprobs }) => logprobs)).toEqual([expected, expected, expected, expected]);
    expect(sent[0]).toMatchObject({ logprobs: true, top_logprobs: 2 });
  });

  it('of Gemini are read from the candidate', async () => {
    reply = json({
      candidates: [
        {
          content: { parts: [{ text: 'Yes' }] },
          finishReason: 'STOP',
          logprobsResult: { chosenCandidates: [{ token: 'Yes', logProbability: -0.1 }] },
        },
      ],
    });
    const { logprobs } = await clientOf('gemini').generate({ prompt: 'Hi', logprobs: true });
    expect(logprobs).toEqual([{ token: 'Yes', logprob: -0.1 }]);
    expect(sent[0]).toMatchObject({ generationConfig: { responseLogprobs: true } });
  });
});

describe('the details of a response', () => {
  it('have the status, the request id, the rate limits and the headers without cookies', async () => {
    reply = json(choice({ content: 'Yes.' }));
    const { response } = await clientOf('openai', { api: 'chat' }).generate('Hi');
    expect(response).toMatchObject({
      status: 200,
      requestId: 'req-1',
      rateLimit: { requests: { remaining: 7, reset: 1 } },
    });
    expect(response?.headers).toMatchObject({ 'content-type': 'application/json' });
    expect(JSON.stringify(response)).not.toContain('secret');
    expect(response).not.toHaveProperty('body');
  });

  it.each(['openai', 'gemini', 'anthropic'])('are also in errors, with the body on request: %s', async (provider) => {
    const failure = { error: { type: 'server_error', message: 'The key a-made-up-key is out of order.' } };
    const raise = async (options: object, stream: boolean): Promise<unknown> => {
      const call = { prompt: 'Hi', ...options };
      const client = clientOf(provider);
      return stream ? client.stream(call).result.catch(responseOf) : client.generate(call).catch(responseOf);
    };
    for (const status of [200, 400]) {
      for (const stream of [false, true]) {
        reply = (response) => {
          response.statusCode = status;
          if (stream && status === 200) events(failure)(response);
          else json(failure)(response);
        };
        const plain = await raise({}, stream);
        expect(plain).toMatchObject({ status, requestId: 'req-1' });
        expect(plain).not.toHaveProperty('body');
        const raw = await raise({ includeRaw: true }, stream);
        expect(JSON.stringify((raw as { body?: unknown }).body)).toContain('server_error');
        expect(JSON.stringify(raw)).not.toContain('set-cookie');
        if (status === 400) expect(JSON.stringify(raw)).not.toContain('a-made-up-key');
      }
    }
  });

  it('contain the body on request, and the events of a stream', async () => {
    reply = json(choice({ content: 'Yes.' }));
    const { response } = await clientOf('openai', { api: 'chat' }).generate({ prompt: 'Hi', includeRaw: true });
    expect(response?.body).toEqual(choice({ content: 'Yes.' }));
    reply = events(delta({ content: 'Yes.' }, {}, 'stop'), '[DONE]');
    const streamed = await clientOf('openai', { api: 'chat' }).stream({ prompt: 'Hi', includeRaw: true }).result;
    expect(streamed.response?.body).toEqual([delta({ content: 'Yes.' }, {}, 'stop'), '[DONE]']);
  });

  it('are on errors, without the key that a service repeats', async () => {
    reply = (response) => {
      response.statusCode = 401;
      response.setHeader('x-echo', 'Bearer a-made-up-key');
      json({ error: { message: 'No.' } })(response);
    };
    const error = await clientOf('openai', { api: 'chat' })
      .generate('Hi')
      .catch((thrown: unknown) => thrown);
    expect(isRephyscoError(error) && error.kind === 'authentication' && error.response).toMatchObject({
      status: 401,
      requestId: 'req-1',
    });
    expect(JSON.stringify(error)).not.toContain('a-made-up-key');
  });
});

describe('options of the request', () => {
  const add = { name: 'add', parameters: { type: 'object', properties: {} } };

  it('add provider tools to own tools, in the protocol that supports them', async () => {
    reply = json({
      id: 'r',
      status: 'completed',
      output: [{ type: 'message', content: [{ type: 'output_text', text: 'Yes.' }] }],
    });
    await clientOf('openai').generate({
      prompt: 'Hi',
      tools: [add, providerTool('web_search', { search_context_size: 'low' })],
    });
    expect(sent[0]?.tools).toMatchObject([
      { type: 'function', name: 'add' },
      { type: 'web_search', search_context_size: 'low' },
    ]);
    reply = json({ candidates: [{ content: { parts: [{ text: 'Yes' }] }, finishReason: 'STOP' }] });
    await clientOf('gemini').generate({ prompt: 'Hi', tools: [add, providerTool('web_search')] });
    expect(sent[1]?.tools).toMatchObject([{ functionDeclarations: [{ name: 'add' }] }, { googleSearch: {} }]);
    reply = json(choice({ content: 'Yes.' }));
    await clientOf('aliyun').generate({ prompt: 'Hi', tools: [providerTool('web_search')] });
    expect(sent[2]).toMatchObject({ enable_search: true });
  });

  it('reject provider tools that the service does not have, before a request is sent', async () => {
    for (const [provider, options] of [
      ['openai', { api: 'responses' }],
      ['openai', { api: 'chat' }],
      ['gemini', {}],
      ['aliyun', {}],
    ] as const) {
      const error = await clientOf(provider, options)
        .generate({ prompt: 'Hi', tools: [providerTool('teleport')] })
        .catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ kind: 'unsupported', message: expect.stringContaining('teleport') });
    }
    expect(sent).toEqual([]);
  });

  it('add tools of providerOptions to own tools in every protocol', async () => {
    const extra = { type: 'function', function: { name: 'extra' } };
    reply = json(choice({ content: 'Yes.' }));
    await clientOf('openai', { api: 'chat' }).generate({
      prompt: 'Hi',
      tools: [add],
      providerOptions: { tools: [extra] },
    });
    expect(sent[0]?.tools).toMatchObject([{ function: { name: 'add' } }, { function: { name: 'extra' } }]);
    reply = json({ candidates: [{ content: { parts: [{ text: 'Yes' }] }, finishReason: 'STOP' }] });
    await clientOf('gemini').generate({
      prompt: 'Hi',
      tools: [add],
      providerOptions: { tools: [{ googleSearch: {} }] },
    });
    expect(sent[1]?.tools).toMatchObject([{ functionDeclarations: [{ name: 'add' }] }, { googleSearch: {} }]);
  });

  it('send the prompt cache and the tier if the service supports them, and warn otherwise', async () => {
    const options = { prompt: 'Hi', promptCache: { key: 'docs', ttl: 86_400 }, tier: 'flex' } as const;
    reply = json(choice({ content: 'Yes.' }));
    expect((await clientOf('openai', { api: 'chat' }).generate(options)).warnings.join()).not.toContain('promptCache');
    expect(sent[0]).toMatchObject({ prompt_cache_key: 'docs', prompt_cache_retention: '24h', service_tier: 'flex' });
    const { warnings } = await clientOf('aliyun').generate(options);
    expect(warnings.join()).toMatch(/'promptCache'.*'tier'/);
    expect(sent[1]).not.toHaveProperty('service_tier');
  });

  it('throw or stay silent about unsupported options as configured', async () => {
    const options = { prompt: 'Hi', tier: 'flex' } as const;
    reply = json(choice({ content: 'Yes.' }));
    const error = await clientOf('aliyun')
      .generate({ ...options, onUnsupported: 'error' })
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ kind: 'unsupported', message: expect.stringContaining("'tier'") });
    expect(sent).toEqual([]);
    expect((await clientOf('aliyun').generate({ ...options, onUnsupported: 'ignore' })).warnings.join()).not.toContain(
      'tier',
    );
  });
});

describe('events of tool arguments', () => {
  it('arrive while the model writes them, before the complete call', async () => {
    const call = (fields: object) => delta({ tool_calls: [{ index: 0, ...fields }] });
    reply = events(
      call({ id: 'c1', type: 'function', function: { name: 'add', arguments: '' } }),
      call({ function: { arguments: '{"a":' } }),
      call({ function: { arguments: '1}' } }),
      delta({}, {}, 'tool_calls'),
      '[DONE]',
    );
    const seen: unknown[] = [];
    for await (const event of clientOf('openai', { api: 'chat' }).stream('Hi').events()) seen.push(event);
    expect(seen.slice(0, 4)).toEqual([
      { type: 'tool-call-delta', id: 'c1', name: 'add', delta: '' },
      { type: 'tool-call-delta', id: 'c1', name: 'add', delta: '{"a":' },
      { type: 'tool-call-delta', id: 'c1', name: 'add', delta: '1}' },
      { type: 'tool-call', id: 'c1', name: 'add', arguments: { a: 1 } },
    ]);
  });
});
