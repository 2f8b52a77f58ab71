import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type GenerateResult, ProviderError } from '@rephysco/core';
import { collect, type StreamEvent } from '@rephysco/core/provider';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anthropic } from '../index.ts';

type Block = Readonly<Record<string, unknown>>;

const usage = { input_tokens: 3, cache_read_input_tokens: 1000, cache_creation_input_tokens: 20, output_tokens: 1 };
const message = { id: 'msg_1', type: 'message', role: 'assistant', model: 'claude-haiku-4-5', content: [], usage };

/** Returns the events of a stream: a message with blocks and their deltas, and an end. */
function eventsOf(
  blocks: readonly (readonly [Block, ...Block[]])[],
  end: object = { stop_reason: 'end_turn' },
): readonly Block[] {
  return [
    { type: 'message_start', message },
    ...blocks.flatMap(([content_block, ...deltas], index) => [
      { type: 'content_block_start', index, content_block },
      { type: 'ping' },
      ...deltas.map((delta) => ({ type: 'content_block_delta', index, delta })),
      { type: 'content_block_stop', index },
    ]),
    { type: 'message_delta', delta: end, usage: { output_tokens: 7, input_tokens: null } },
    { type: 'message_stop' },
  ];
}

const framed = (events: readonly Block[]): string =>
  events.map((event) => `event: ${String(event.type)}\ndata: ${JSON.stringify(event)}   \n\n`).join('');

interface Read {
  readonly events: readonly StreamEvent[];
  readonly error?: ProviderError;
}

/** Reads the events of an answer from a loopback server. */
async function read(body: string, stream: boolean, status = 200): Promise<Read> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(status).end(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = anthropic.create({ apiKey: 'a-made-up-key', baseURL });
  const events: StreamEvent[] = [];
  const messages = [{ role: 'user', content: 'Hi' }] as const;
  try {
    const request = { provider: 'anthropic', model: 'claude-haiku-4-5', messages, stream, maxToolCalls: 3 };
    for await (const event of provider.generate(request)) events.push(event);
    return { events };
  } catch (error) {
    if (error instanceof ProviderError) return { events, error };
    throw error;
  } finally {
    await provider.close?.();
    server.close();
  }
}

async function resultOf({ events }: Pick<Read, 'events'>): Promise<GenerateResult> {
  return collect(
    (async function* () {
      yield* events;
    })(),
  );
}

const streamed = async (...args: Parameters<typeof eventsOf>) => resultOf(await read(framed(eventsOf(...args)), true));
const text = (...pieces: readonly string[]): [Block, ...Block[]] => [
  { type: 'text', text: '' },
  ...pieces.map((piece) => ({ type: 'text_delta', text: piece })),
];

describe('A stream', () => {
  it('has text, usage including the cache, and the finish reason of the service', async () => {
    const { events } = await read(framed(eventsOf([text('Hel', 'lo')])), true);
    expect(events.slice(0, 2)).toEqual([
      { type: 'text', text: 'Hel' },
      { type: 'text', text: 'lo' },
    ]);
    expect(events[2]).toMatchObject({
      type: 'finish',
      finishReason: 'stop',
      finishReasonRaw: 'end_turn',
      id: 'msg_1',
      usage: { inputTokens: 1023, cachedInputTokens: 1000, cacheWriteTokens: 20, outputTokens: 7, totalTokens: 1030 },
      response: { status: 200 },
    });
  });

  it('yields the arguments of parallel calls as they arrive, then each call', async () => {
    const call = (id: string, ...pieces: readonly string[]): [Block, ...Block[]] => [
      { type: 'tool_use', id, name: 'look', input: {}, caller: { type: 'direct' } },
      ...['', ...pieces].map((partial_json) => ({ type: 'input_json_delta', partial_json })),
    ];
    const end = { stop_reason: 'tool_use' };
    const { events } = await read(framed(eventsOf([call('a', '{"x"', ': 1}'), call('b'), call('b')], end)), true);
    const delta = (id: string, piece: string) => ({ type: 'tool-call-delta', id, name: 'look', delta: piece });
    expect(events.slice(0, -1)).toEqual([
      delta('a', ''),
      delta('a', '{"x"'),
      delta('a', ': 1}'),
      { type: 'tool-call', id: 'a', name: 'look', arguments: { x: 1 } },
      delta('b', ''),
      { type: 'tool-call', id: 'b', name: 'look', arguments: {} },
      delta('b_2', ''),
      { type: 'tool-call', id: 'b_2', name: 'look', arguments: {} },
    ]);
    const many = await read(framed(eventsOf([call('a'), call('b'), call('c'), call('d')], end)), true);
    expect(many.error?.code).toBe('answer_too_large');
  });

  it('keeps data that must be sent back: signatures, hidden thinking, results of server tools, a container', async () => {
    const search = { type: 'server_tool_use', id: 's', name: 'web_search', input: {} };
    const found = { type: 'web_search_tool_result', tool_use_id: 's', content: [{ encrypted_content: 'x' }] };
    const { content, reasoning } = await streamed(
      [
        [
          { type: 'thinking', thinking: '', signature: '' },
          { type: 'thinking_delta', thinking: 'Hm' },
          { type: 'thinking_delta', thinking: '.' },
          { type: 'signature_delta', signature: 'sig' },
        ],
        [{ type: 'redacted_thinking', data: 'xyz' }],
        [
          { type: 'thinking', thinking: '', signature: '' },
          { type: 'thinking_delta', thinking: 'So' },
          { type: 'signature_delta', signature: 'two' },
        ],
        [
          search,
          { type: 'input_json_delta', partial_json: '{"query":' },
          { type: 'input_json_delta', partial_json: '"x"}' },
        ],
        [found],
        [
          { type: 'compaction', content: '' },
          { type: 'compaction_delta', content: 'Short.' },
        ],
        text('Yes.'),
      ],
      { stop_reason: 'pause_turn', container: { id: 'box' } },
    );
    const kept = content.flatMap((part) =>
      'providerData' in part && part.providerData ? [part.providerData.anthropic] : [],
    );
    const model = 'claude-haiku-4-5';
    expect(kept).toEqual([
      { block: { type: 'thinking', thinking: 'Hm.', signature: 'sig' }, model },
      { block: { type: 'redacted_thinking', data: 'xyz' }, model },
      { block: { type: 'thinking', thinking: 'So', signature: 'two' }, model },
      { block: { ...search, input: { query: 'x' } } },
      { block: found },
      { block: { type: 'compaction', content: 'Short.' } },
      { container: { id: 'box' } },
    ]);
    expect(reasoning).toBe('Hm.\n\nSo');
  });

  it('reports citations as sources with their place in the text', async () => {
    const citation = { type: 'web_search_result_location', url: 'https://a.example', title: 'A', cited_text: 'It is.' };
    const document = { type: 'char_location', document_title: 'B', file_id: 'file_1', cited_text: 'So.' };
    const {
      sources,
      content,
      text: whole,
    } = await streamed([
      text('First. '),
      [
        { type: 'text', text: '', citations: [] },
        { type: 'citations_delta', citation },
        { type: 'text_delta', text: 'Second.' },
        { type: 'citations_delta', citation: document },
      ],
    ]);
    expect(whole).toBe('First. Second.');
    expect(sources).toEqual([
      { type: 'url', url: 'https://a.example', title: 'A', text: 'It is.', start: 7, end: 14 },
      { type: 'file', title: 'B', fileId: 'file_1', text: 'So.', start: 7, end: 14 },
    ]);
    expect(JSON.stringify(content)).toContain('"length":7');
  });

  it.each([
    ['max_tokens', 'length'],
    ['model_context_window_exceeded', 'length'],
    ['stop_sequence', 'stop'],
    ['pause_turn', 'other'],
    ['constructor', 'other'],
  ])('that ends with %s has the finish reason %s', async (stop_reason, reason) => {
    expect((await streamed([text('Hi')], { stop_reason })).finishReason).toBe(reason);
  });

  it('reports the reason for a refusal', async () => {
    const end = { stop_reason: 'refusal', stop_details: { type: 'refusal', explanation: 'Not this.' } };
    expect(await streamed([], end)).toMatchObject({ text: '', refusal: 'Not this.', finishReason: 'content_filter' });
  });
});

describe('An endless stream', () => {
  it('of citations is read in linear time', async () => {
    const citation = { type: 'citations_delta', citation: { type: 'char_location', cited_text: 'x' } };
    const started = performance.now();
    const { sources } = await streamed([
      [{ type: 'text', text: 'a' }, ...Array.from({ length: 50_000 }, () => citation)],
    ]);
    expect([sources.length > 0, performance.now() - started < 5000]).toEqual([true, true]);
  });
});

describe('A broken stream', () => {
  const whole = eventsOf([text('Half', ' of it')]);

  it('is interrupted if it ends in the middle of its first event', async () => {
    const { error } = await read('event: message_start\ndata: {"type"', true);
    expect(error).toMatchObject({ kind: 'interrupted', partial: { text: '' } });
  });

  it.each([
    ['no end', whole.slice(0, -1)],
    ['no stop reason', whole.slice(0, 4)],
    ['no content', whole.slice(0, 1)],
  ])('is interrupted if it has %s', async (_, events) => {
    const { error } = await read(framed(events), true);
    expect(error).toMatchObject({ kind: 'interrupted', partial: { usage: { inputTokens: 1023 } } });
  });

  it.each(['overloaded_error', 'api_error', 'rate_limit_error'])(
    'throws the error that it contains: %s',
    async (type) => {
      const error = { type: 'error', error: { details: null, type, message: 'Sorry' } };
      const kinds = { overloaded_error: 'overloaded', api_error: 'server', rate_limit_error: 'rate_limit' };
      const found = await read(framed([...whole.slice(0, 4), error]), true);
      expect(found.error).toMatchObject({
        kind: kinds[type as keyof typeof kinds],
        code: type,
        partial: { text: 'Half' },
      });
      expect(found.events).toEqual([{ type: 'text', text: 'Half' }]);
      expect((await read(framed([error]), true)).error?.partial?.text).toBe('');
    },
  );

  it('may end with the marker of another protocol, and omit the start of a block', async () => {
    const events = whole.filter(({ type }) => type !== 'content_block_start' && type !== 'message_stop');
    expect((await resultOf(await read(`${framed(events)}data: [DONE]\n\n`, true))).text).toBe('Half of it');
  });
});

describe('A rejected request', () => {
  it.each([
    [400, 'invalid_request_error', 'Your credit balance is too low to access the API.', 'quota_exceeded', false],
    [400, 'invalid_request_error', 'temperature: range: 0..1', 'invalid_request', false],
    [401, 'authentication_error', 'invalid x-api-key', 'authentication', false],
    [402, 'billing_error', 'Billing error', 'quota_exceeded', false],
    [403, 'forbidden', 'Request not allowed', 'permission', false],
    [404, 'not_found_error', 'model: x', 'not_found', false],
    [413, 'request_too_large', 'Request exceeds the maximum size', 'invalid_request', false],
    [429, 'rate_limit_error', 'Slow down', 'rate_limit', true],
    [500, 'api_error', 'Internal server error', 'server', true],
    [504, 'timeout_error', 'Request timeout', 'timeout', true],
    [529, 'overloaded_error', 'Overloaded', 'overloaded', true],
  ])('%i %s "%s" is of kind %s', async (status, type, words, kind, retryable) => {
    const { error } = await read(JSON.stringify({ error: { type, message: words } }), false, status);
    expect(error).toMatchObject({ kind, retryable, status, code: type });
  });
});

const blocks = fc.array(
  fc.oneof(
    fc.record({ type: fc.constant('text'), text: fc.string() }),
    fc.record({ type: fc.constant('thinking'), thinking: fc.string(), signature: fc.string() }),
    fc.record({ type: fc.constant('redacted_thinking'), data: fc.string() }),
    fc.record({
      type: fc.constant('tool_use'),
      id: fc.string(),
      name: fc.string(),
      input: fc.dictionary(fc.string(), fc.integer()),
    }),
    fc.record({ type: fc.constant('mcp_tool_result'), content: fc.string() }),
  ),
  { maxLength: 3 },
);

/** Returns a block as streamed: its texts in fragments. */
function inPieces(block: Block, size: number): [Block, ...Block[]] {
  const cut = (value: string): readonly string[] => value.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
  const { text: said, thinking, signature, input, ...rest } = block;
  if (block.type === 'text')
    return [{ ...rest, text: '' }, ...cut(String(said)).map((piece) => ({ type: 'text_delta', text: piece }))];
  if (block.type === 'tool_use') {
    const pieces = cut(JSON.stringify(input)).map((partial_json) => ({ type: 'input_json_delta', partial_json }));
    return [{ ...rest, input: {} }, ...pieces];
  }
  if (block.type !== 'thinking') return [block];
  const deltas = cut(String(thinking)).map((piece) => ({ type: 'thinking_delta', thinking: piece }));
  return [{ ...rest, thinking: '', signature: '' }, ...deltas, { type: 'signature_delta', signature }];
}

describe('Whole and streamed answers', () => {
  it('are equal for any split of a stream', async () => {
    const agree = async (content: readonly Block[], size: number): Promise<void> => {
      const whole = await read(JSON.stringify({ ...message, content, stop_reason: 'end_turn' }), false);
      const pieces = eventsOf(content.map((block) => inPieces(block, size)));
      const stream = await read(framed(pieces), true);
      const [one, other] = [await resultOf(whole), await resultOf(stream)];
      expect(one.content).toEqual(other.content);
    };
    await fc.assert(fc.asyncProperty(blocks, fc.integer({ min: 1, max: 5 }), agree), { numRuns: 40 });
  });
});
