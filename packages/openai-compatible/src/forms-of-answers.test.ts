import type { GenerateResult, StreamEvent } from '@rephysco/core';
import { describe, expect, it } from 'vitest';
import {
  chunk,
  completion,
  done,
  event,
  json,
  type Reply,
  stream,
  type TestServiceOptions,
  testService,
} from './testing/test-service.ts';

/** Returns the result of a call, or its error. */
async function outcome(reply: Reply, streamed: boolean, options?: TestServiceOptions): Promise<GenerateResult> {
  await using service = await testService(reply, options);
  if (!streamed) return await service.client.generate('Hello');
  const answer = await service.client.generate({ prompt: 'Hello', stream: true });
  const events: StreamEvent[] = [];
  for await (const each of answer.events()) events.push(each);
  return await answer.result;
}

const call = (index: unknown, id: unknown, name: unknown, args: unknown): object => ({
  ...(index !== undefined && { index }),
  ...(id !== undefined && { id }),
  type: 'function',
  function: { ...(name !== undefined && { name }), ...(args !== undefined && { arguments: args }) },
});

const calls = (...deltas: readonly (readonly object[])[]): Reply =>
  stream(...deltas.map((tool_calls) => chunk({ tool_calls })), chunk({}, 'tool_calls'), done);

describe('Parallel tool calls', () => {
  const two = [
    ['f', { a: 1 }],
    ['g', { b: 2 }],
  ];
  const same = [
    ['f', { a: 1 }],
    ['f', { a: 2 }],
  ];

  it.each<[string, readonly (readonly object[])[], unknown]>([
    ['with one index for all', [[call(0, 'x', 'f', '{"a":1}')], [call(0, 'y', 'g', '{"b":2}')]], two],
    [
      'with one index for all, in fragments',
      [
        [call(0, 'x', 'f', '')],
        [call(0, undefined, undefined, '{"a":1}')],
        [call(0, 'y', 'g', '')],
        [call(0, undefined, undefined, '{"b":2}')],
      ],
      two,
    ],
    [
      'with one index and ids on each fragment, mixed',
      [
        [call(0, 'x', 'f', '{"a"')],
        [call(0, 'y', 'g', '{"b"')],
        [call(0, 'x', undefined, ':1}')],
        [call(0, 'y', undefined, ':2}')],
      ],
      two,
    ],
    [
      'with neither index nor id, in one delta',
      [[call(undefined, '', 'f', '{"a":1}'), call(undefined, '', 'g', '{"b":2}')]],
      two,
    ],
    [
      'with neither index nor id, in two deltas',
      [[call(undefined, undefined, 'f', '{"a":1}')], [call(undefined, undefined, 'g', '{"b":2}')]],
      two,
    ],
    [
      'with neither, of one function',
      [[call(undefined, undefined, 'f', '{"a":1}')], [call(undefined, undefined, 'f', '{"a":2}')]],
      same,
    ],
    [
      'with neither, of one function, in one delta',
      [[call(undefined, '', 'f', '{"a":1}'), call(undefined, '', 'f', '{"a":2}')]],
      same,
    ],
    [
      'with one index and no ids, of one function',
      [[call(0, null, 'f', '{"a":1}')], [call(0, null, 'f', '{"a":2}')]],
      same,
    ],
    ['with equal ids and two indexes', [[call(0, 'x', 'f', '{"a":1}')], [call(1, 'x', 'g', '{"b":2}')]], two],
    [
      'with equal ids and two indexes, of one function',
      [[call(0, 'x', 'f', '{"a":1}')], [call(1, 'x', 'f', '{"a":2}')]],
      same,
    ],
    ['with equal ids and one index', [[call(0, 'x', 'f', '{"a":1}')], [call(0, 'x', 'g', '{"b":2}')]], two],
    [
      'with equal ids and no index',
      [[call(undefined, 'x', 'f', '{"a":1}'), call(undefined, 'x', 'g', '{"b":2}')]],
      two,
    ],
    [
      'with ids only, in fragments',
      [
        [call(undefined, 'x', 'f', '{"a"'), call(undefined, 'y', 'g', '{"b"')],
        [call(undefined, 'x', undefined, ':1}')],
        [call(undefined, 'y', undefined, ':2}')],
      ],
      two,
    ],
    [
      'with indexes as text',
      [[call('0', 'x', 'f', '{"a"')], [call('1', 'y', 'g', '{"b":2}')], [call('0', undefined, undefined, ':1}')]],
      two,
    ],
    ['with indexes that begin at 1', [[call(1, 'x', 'f', '{"a":1}')], [call(2, 'y', 'g', '{"b":2}')]], two],
    [
      'with name and id on each fragment',
      [
        [call(0, 'x', 'f', '{"a"')],
        [call(0, 'x', 'f', ':1}')],
        [call(1, 'y', 'g', '{"b"')],
        [call(1, 'y', 'g', ':2}')],
      ],
      two,
    ],
    [
      'with another id on each fragment',
      [
        [call(0, 'x', 'f', '{"a"')],
        [call(0, 'x2', undefined, ':1}')],
        [call(1, 'y', 'g', '{"b"')],
        [call(1, 'y2', '', ':2}')],
      ],
      two,
    ],
    [
      'with the whole call repeated at its end',
      [[call(0, 'x', 'f', '{"a":1}')], [call(0, 'x', 'f', '{"a":1}')], [call(1, 'y', 'g', '{"b":2}')]],
      two,
    ],
    [
      'with empty names after the first fragment',
      [[call(0, 'x', 'f', '')], [call(0, '', '', '{"a":1}')], [call(1, 'y', 'g', '')], [call(1, '', '', '{"b":2}')]],
      two,
    ],
    ['with arguments that are objects', [[call(0, 'x', 'f', { a: 1 })], [call(1, 'y', 'g', { b: 2 })]], two],
    ['with indexes all null', [[call(null, 'x', 'f', '{"a":1}')], [call(null, 'y', 'g', '{"b":2}')]], two],
  ])('stay separate %s', async (_, deltas, expected) => {
    const { toolCalls } = await outcome(calls(...deltas), true);
    expect(toolCalls.map(({ name, arguments: value }) => [name, value])).toEqual(expected);
    expect(new Set(toolCalls.map(({ id }) => id)).size).toBe(2);
  });

  it('have unique ids in a whole answer, too', async () => {
    const tool_calls = [
      call(0, 'x', 'f', '{"a":1}'),
      call(0, 'x', 'f', '{"a":1}'),
      call(0, '', 'f', '{"a":2}'),
      call(0, null, 'f', null),
    ];
    const { toolCalls } = await outcome(json(completion({ content: null, tool_calls }, 'tool_calls')), false);
    expect(toolCalls.map(({ arguments: value }) => value)).toEqual([{ a: 1 }, { a: 1 }, { a: 2 }, {}]);
    expect(new Set(toolCalls.map(({ id }) => id)).size).toBe(4);
  });
});

describe('Arguments of a call', () => {
  it.each([
    ['encoded twice', JSON.stringify('{"a":1}'), { a: 1 }],
    ['encoded three times', JSON.stringify(JSON.stringify('{"a":1}')), { a: 1 }],
    ['an object', { a: 1 }, { a: 1 }],
    ['empty', '', {}],
    ['white space', ' \n', {}],
    ['null', null, {}],
    ['null as text', 'null', {}],
    [
      'with an integer beyond 2^53',
      '{"a":12345678901234567890,"b":[-9007199254740993]}',
      { a: '12345678901234567890', b: ['-9007199254740993'] },
    ],
    ['cut off', '{"a":', '{"a":'],
  ])('that are %s are read', async (_, given, expected) => {
    const tool_calls = [call(0, 'x', 'f', given)];
    expect(
      (await outcome(json(completion({ content: '', tool_calls }, 'tool_calls')), false)).toolCalls[0]?.arguments,
    ).toEqual(expected);
    expect((await outcome(calls(tool_calls), true)).toolCalls[0]?.arguments).toEqual(expected);
  });
});

describe('The framing of a stream', () => {
  const parts = [chunk({ role: 'assistant', content: 'Fi' }), chunk({ content: 'ne.' }), chunk({}, 'stop')];
  it.each([
    ['empty data lines', [`data:\n\n${parts[0]}data: \n\nevent: ping\ndata:\n\n`, ...parts.slice(1), done]],
    ['comments', [': keep-alive\n\n', ...parts, done]],
    ['white space around the end marker', [...parts, 'data:   [DONE]  \n\n']],
    ['a quoted end marker', [...parts, 'data: "[DONE]"\n\n']],
    ['no end marker', parts],
    ['one line feed between events', [...parts, done].map((part) => part.replace('\n\n', '\n'))],
    ['CRLF', [...parts, done].map((part) => part.replaceAll('\n', '\r\n'))],
    ['events of other names', [event({ status: 'running', message: 'Searching' }, 'tool.progress'), ...parts, done]],
    [
      'progress events without a name',
      [parts[0] ?? '', event({ status: 'running', message: 'Searching' }), ...parts.slice(1), done],
    ],
    ['an event with a success code', [event({ code: 0, message: 'ok' }), ...parts, done]],
    ['a cut inside the usage', [...parts, 'data: {"id":"c","choices":[],"usage":{"prompt_to']],
    ['lines of JSON without framing', [...parts, done].map((part) => part.replace('data: ', '').replace('\n\n', '\n'))],
    ['no blank line at the end', [...parts, 'data: [DONE]']],
    ['white space before the first event', ['\n\n', ...parts, done]],
    ['chunks in a list', [event([JSON.parse((parts[0] ?? '').slice(6))]), ...parts.slice(1), done]],
  ])('may have %s', async (_, pieces) => {
    const { text, finishReason } = await outcome(stream(...pieces), true);
    expect([text, finishReason]).toEqual(['Fine.', 'stop']);
  });

  it('may occur in the answer to a plain request, and a whole answer may be sent for a stream', async () => {
    expect((await outcome(stream(...parts, done), false)).text).toBe('Fine.');
    expect((await outcome(json([...parts, done].join('')), false)).text).toBe('Fine.');
    expect((await outcome(json([...parts, done].join('')), true)).text).toBe('Fine.');
    expect((await outcome(json(completion({ content: 'Fine.' })), true)).text).toBe('Fine.');
    expect((await outcome(stream(JSON.stringify(completion({ content: 'Fine.' }))), true)).text).toBe('Fine.');
  });
});

describe('The end of an answer', () => {
  const warned = expect.arrayContaining([expect.stringContaining('no finish reason')]) as string[];

  it('without a finish reason, but with content and a marker, is `other` with a warning', async () => {
    const partial = stream(chunk({ content: 'Fi' }), done);
    expect(await outcome(partial, true)).toMatchObject({ text: 'Fi', finishReason: 'other', warnings: warned });
    expect(await outcome(json(completion({ content: 'Fi' }, null)), false)).toMatchObject({
      text: 'Fi',
      finishReason: 'other',
      warnings: warned,
    });
  });

  it.each<[string, Reply, boolean]>([
    ['only an end marker', stream(done), true],
    ['chunks without content', stream(chunk({ role: 'assistant', content: '' }), done), true],
    ['an empty body', stream(''), true],
    ['a message without content', json(completion({ role: 'assistant', content: null }, null)), false],
    ['no choices', json(completion({}, null, { choices: [] })), false],
    ['choices that are null', json(completion({}, null, { choices: null })), false],
  ])('without content and finish reason is an error: %s', async (_, reply, streamed) => {
    await expect(outcome(reply, streamed)).rejects.toMatchObject({ name: 'ServiceUnavailableError' });
  });

  it('without a marker is interrupted, with the partial answer', async () => {
    await expect(outcome(stream(chunk({ content: 'Fi' })), true)).rejects.toMatchObject({
      kind: 'interrupted',
      partial: { text: 'Fi' },
    });
  });

  it('of the wrong form is requested once', async () => {
    await using service = await testService(stream(chunk({ content: 'Fi' })), {
      client: { maxRetries: 3, baseDelay: 0 },
    });
    await expect(service.client.generate('Hello')).rejects.toMatchObject({
      retryable: false,
      message: expect.stringContaining('event stream') as string,
    });
    expect(service.requests).toHaveLength(1);
    await using other = await testService(json({ id: 'x' }), { client: { maxRetries: 3, baseDelay: 0 } });
    await expect(other.client.generate({ prompt: 'Hello', stream: true })).rejects.toMatchObject({
      retryable: false,
      message: expect.stringContaining('JSON body') as string,
    });
    expect(other.requests).toHaveLength(1);
  });
});

describe('Content', () => {
  it.each<[string, object, object]>([
    [
      'a list of texts',
      {
        content: [
          { type: 'text', text: 'Fi' },
          { type: 'text', text: 'ne.' },
        ],
      },
      { text: 'Fine.' },
    ],
    ['a list of strings', { content: ['Fi', 'ne.'] }, { text: 'Fine.' }],
    [
      'thinking parts',
      {
        content: [
          { type: 'thinking', thinking: [{ type: 'text', text: 'Hm.' }] },
          { type: 'text', text: 'Fine.' },
        ],
      },
      { text: 'Fine.', reasoning: 'Hm.' },
    ],
    [
      'thinking as text',
      {
        content: [
          { type: 'thinking', thinking: 'Hm.' },
          { type: 'output_text', text: 'Fine.' },
        ],
      },
      { text: 'Fine.', reasoning: 'Hm.' },
    ],
    ['reasoning_content', { reasoning_content: 'Hm.', content: 'Fine.' }, { text: 'Fine.', reasoning: 'Hm.' }],
    ['reasoning', { reasoning: 'Hm.', content: 'Fine.' }, { text: 'Fine.', reasoning: 'Hm.' }],
    [
      'reasoning as an object',
      { reasoning: { content: 'Hm.' }, content: 'Fine.' },
      { text: 'Fine.', reasoning: 'Hm.' },
    ],
    [
      'both spellings in one message',
      { reasoning: 'Hm.', reasoning_content: 'Hm.', content: 'Fine.' },
      { text: 'Fine.', reasoning: 'Hm.' },
    ],
    [
      'reasoning_details alone',
      { reasoning_details: [{ type: 'reasoning.text', text: 'Hm.' }], content: 'Fine.' },
      { text: 'Fine.', reasoning: 'Hm.' },
    ],
    [
      'thinking_blocks',
      { thinking_blocks: [{ type: 'thinking', thinking: 'Hm.' }], content: 'Fine.' },
      { text: 'Fine.', reasoning: 'Hm.' },
    ],
    ['a refusal part', { content: [{ type: 'refusal', refusal: 'No.' }] }, { text: '', refusal: 'No.' }],
    [
      'an image next to the text',
      { content: 'Fine.', images: [{ type: 'image_url', image_url: { url: 'data:image/webp;base64,AAAA' } }] },
      { text: 'Fine.', content: [{ type: 'text' }, { type: 'image', mediaType: 'image/webp' }] },
    ],
    [
      'an image within the content',
      { content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }] },
      { content: [{ type: 'image', url: 'data:image/png;base64,AAAA' }] },
    ],
    [
      'an image with a URL of another host',
      { content: '', images: [{ image_url: { url: 'https://example.com/a.png' } }] },
      { text: '![image](https://example.com/a.png)' },
    ],
    [
      'a part of an unknown kind',
      {
        content: [
          { type: 'text', text: 'Fine.' },
          { type: 'reference', reference_ids: [1] },
        ],
      },
      {
        text: 'Fine.',
        content: [
          { text: 'Fine.' },
          { text: '', providerData: { test: { part: { type: 'reference', reference_ids: [1] } } } },
        ],
      },
    ],
  ])('may be %s', async (_, message, expected) => {
    expect(await outcome(json(completion(message)), false)).toMatchObject(expected);
    expect(await outcome(stream(chunk(message), chunk({}, 'stop'), done), true)).toMatchObject(expected);
  });

  it('may be a text without a message, as in older services', async () => {
    expect(
      (
        await outcome(
          json({ object: 'text_completion', choices: [{ index: 0, text: 'Fine.', finish_reason: 'stop' }] }),
          false,
        )
      ).text,
    ).toBe('Fine.');
  });

  it.each([
    ['tags', '<think>\nHm. {</think>\n\nFine.', 'Hm. {'],
    ['tags', 'Fine.', undefined],
    ['tags', 'Fine. <think>no</think>', undefined],
    ['tags', '<thinking>Hm.</thinking>Fine.', 'Hm.'],
    ['open', 'Hm.\n</think>\n\nFine.', 'Hm.\n'],
    ['tags', '<think></think>Fine.', undefined],
  ] as const)('is split at think tags if the dialect has %s: %j', async (thinkTags, content, reasoning) => {
    const dialect = { quirks: { thinkTags } };
    const text = content.includes('no</think>') ? content : 'Fine.';
    expect(await outcome(json(completion({ content })), false, { dialect })).toMatchObject({ text, reasoning });
    const letters = [...content].map((letter) => chunk({ content: letter }));
    expect(await outcome(stream(...letters, chunk({}, 'stop'), done), true, { dialect })).toMatchObject({
      text,
      reasoning,
    });
  });
});

describe('Usage', () => {
  const usage = { prompt_tokens: 19, completion_tokens: 13, total_tokens: 32, cached_tokens: 7 };
  const expected = { inputTokens: 19, outputTokens: 13, totalTokens: 32, cachedInputTokens: 7 };

  it.each([
    ['in a choice', [chunk({ content: 'Fine.' }), chunk({}, 'stop', { usage }), done]],
    ['in a separate chunk', [chunk({ content: 'Fine.' }), chunk({}, 'stop'), event({ choices: [], usage }), done]],
    [
      'in each chunk, growing',
      [1, 5]
        .map((prompt_tokens) => event({ choices: [{ index: 0, delta: { content: 'a' } }], usage: { prompt_tokens } }))
        .concat(event({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }], usage })),
    ],
    [
      'with choices that are null',
      [chunk({ content: 'Fine.' }), chunk({}, 'stop'), event({ choices: null, usage }), done],
    ],
    [
      'in a field with another name',
      [
        chunk({ content: 'Fine.' }),
        event({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }], x_groq: { usage } }),
        done,
      ],
    ],
  ])('is read %s', async (_, pieces) => {
    expect((await outcome(stream(...pieces), true)).usage).toMatchObject(expected);
  });
});
