import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LLMClient, RephyscoError } from '@rephysco/core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import './index.ts';

/** Valid JSON values that break careless code. */
const odd: readonly unknown[] = [
  null,
  0,
  -1,
  1.5,
  '',
  'text',
  true,
  [],
  {},
  [[]],
  [null],
  { valueOf: 1, toString: 1 },
  { length: -1 },
  1e308,
];

const chat = {
  id: 'x',
  model: 'm',
  choices: [
    {
      index: 0,
      finish_reason: 'tool_calls',
      message: {
        role: 'assistant',
        content: [{ type: 'text', text: 'a' }],
        reasoning_content: 'b',
        refusal: 'c',
        audio: { data: 'AAAA' },
        annotations: [
          { type: 'url_citation', url_citation: { url: 'https://a.test/', title: 't', start_index: 0, end_index: 1 } },
        ],
        tool_calls: [{ index: 0, id: '1', type: 'function', function: { name: 'f', arguments: '{}' } }],
      },
      delta: {
        content: 'a',
        reasoning: 'b',
        tool_calls: [{ index: 0, id: '1', function: { name: 'f', arguments: '{}' } }],
      },
    },
  ],
  usage: {
    prompt_tokens: 1,
    completion_tokens: 2,
    prompt_tokens_details: { cached_tokens: 1 },
    completion_tokens_details: { reasoning_tokens: 1 },
  },
  service_tier: 'default',
};
const gemini = {
  responseId: 'x',
  modelVersion: 'm',
  promptFeedback: { blockReason: 'SAFETY' },
  candidates: [
    {
      index: 0,
      finishReason: 'STOP',
      finishMessage: 'x',
      groundingMetadata: {
        groundingChunks: [{ web: { uri: 'https://a.test/', title: 't' } }],
        groundingSupports: [{ segment: { startIndex: 0, endIndex: 1, text: 'a' }, groundingChunkIndices: [0] }],
      },
      content: {
        role: 'model',
        parts: [
          { text: 'a', thought: true, thoughtSignature: 's' },
          { functionCall: { id: '1', name: 'f', args: { a: 1 } } },
          { inlineData: { mimeType: 'image/png', data: 'AAAA' } },
          { executableCode: { code: 'a', language: 'PYTHON' } },
        ],
      },
    },
  ],
  usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 2, totalTokenCount: 3, thoughtsTokenCount: 1 },
};
const responses = {
  id: 'x',
  object: 'response',
  status: 'completed',
  model: 'm',
  output: [
    { type: 'reasoning', id: 'r', summary: [{ type: 'summary_text', text: 'a' }] },
    {
      type: 'message',
      id: 'm',
      content: [
        {
          type: 'output_text',
          text: 'a',
          annotations: [{ type: 'url_citation', url: 'https://a.test/', start_index: 0 }],
        },
      ],
    },
    { type: 'function_call', id: 'f', call_id: 'c', name: 'f', arguments: '{}' },
  ],
  usage: { input_tokens: 1, output_tokens: 2, input_tokens_details: { cached_tokens: 1 } },
};
const failure = {
  error: {
    message: 'm',
    code: 'c',
    type: 't',
    status: 'INVALID_ARGUMENT',
    details: [{ '@type': 'google.rpc.RetryInfo', retryDelay: '1s' }],
  },
  request_id: 'r',
};

/** Returns the paths to every value inside an object. */
function paths(value: unknown, before: readonly string[] = []): (readonly string[])[] {
  const own = before.length > 0 ? [before] : [];
  if (typeof value !== 'object' || value === null) return own;
  return [...own, ...Object.entries(value).flatMap(([name, each]) => paths(each, [...before, name]))];
}

/** Returns a copy with other values at some paths. */
function changed(value: unknown, changes: readonly (readonly [path: readonly string[], value: unknown])[]): unknown {
  const copy = structuredClone(value);
  for (const [path, given] of changes) {
    let holder = copy as Record<string, unknown> | undefined;
    for (const name of path.slice(0, -1)) holder = holder?.[name] as Record<string, unknown> | undefined;
    if (typeof holder === 'object' && holder !== null) holder[path.at(-1) ?? ''] = structuredClone(given);
  }
  return copy;
}

let body = '';
let status = 200;
let type = 'application/json';
const server = createServer((request, response) => {
  request.resume().once('end', () => response.writeHead(status, { 'content-type': type }).end(body));
});
beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe('an answer with any unusual values', () => {
  it.each([
    ['openai', 'chat', chat],
    ['openai', 'responses', responses],
    ['gemini', undefined, gemini],
    ['openai', 'chat', failure],
    ['openai', 'responses', failure],
    ['gemini', undefined, failure],
  ] as const)('is an answer or a typed error: %s %s %#', async (provider, api, whole) => {
    const { port } = server.address() as AddressInfo;
    const client = new LLMClient({
      provider,
      ...(api && { api }),
      apiKey: 'k12345678',
      baseURL: `http://127.0.0.1:${port}/v1`,
      enableRetries: false,
    });
    const places = paths(whole);
    const change = fc.tuple(fc.constantFrom(...places), fc.constantFrom(...odd));
    await fc.assert(
      fc.asyncProperty(
        fc.array(change, { minLength: 1, maxLength: 3 }),
        fc.boolean(),
        fc.boolean(),
        async (changes, stream, isEvent) => {
          const text = JSON.stringify(changed(whole, changes));
          type = isEvent ? 'text/event-stream' : 'application/json';
          body = isEvent ? `data: ${text}\n\ndata: [DONE]\n\n` : text;
          status = whole === failure && !isEvent ? 400 : 200;
          const ask = async (): Promise<unknown> => {
            const answer = await client.generate({ prompt: 'Hi', stream });
            return 'events' in answer ? answer.result : answer;
          };
          const outcome = await ask().catch((error: unknown) => error);
          if (outcome instanceof Error) expect(outcome).toBeInstanceOf(RephyscoError);
          else expect(JSON.stringify(outcome)).toBeTypeOf('string');
        },
      ),
      { numRuns: 150 },
    );
    await client.close();
  });
});
