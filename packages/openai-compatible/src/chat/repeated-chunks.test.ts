import type { StreamEvent } from '@rephysco/core';
import { fromBatches, type WireEvent } from '@rephysco/core/provider';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromChunks } from './from-chunks.ts';
import type { Source } from './from-completion.ts';
import { createRepeatedChunks } from './repeated-chunks.ts';

const dialect = { name: 'test' };
const source: Source = {
  dialect,
  origin: { service: dialect, baseURL: 'http://127.0.0.1/v1', secrets: [], signal: undefined },
  model: 'asked',
  warnings: [],
};

interface Fields {
  readonly content: unknown;
  readonly more: object;
  readonly choice: object;
  readonly rest: object;
}

const chunk = ({ content, more, choice, rest }: Fields): object => ({
  id: 'chatcmpl-1',
  model: 'answered',
  choices: [{ index: 0, delta: { content, ...more }, logprobs: null, finish_reason: null, ...choice }],
  ...rest,
});

/** Returns the events of a stream of data, or its error. */
async function eventsOf(stream: readonly string[]): Promise<readonly unknown[]> {
  const events: unknown[] = [];
  async function* batches(): AsyncGenerator<readonly WireEvent[]> {
    for (const data of stream) yield [{ data }];
  }
  try {
    for await (const event of fromBatches(fromChunks(batches(), source))) events.push(event satisfies StreamEvent);
  } catch (error) {
    events.push(String(error));
  }
  return events;
}

/** Writes JSON like a service in Python, with a space after each colon and comma outside of strings. */
const spaced = (json: string): string =>
  json.replaceAll(/"(?:[^"\\]|\\.)*"|[:,]/g, (token) => (token.startsWith('"') ? token : `${token} `));

const text = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(' word', 'a', '你好', '👋', ' "quoted"', '\\', '\n', '', 'content', '"content":"'),
  },
  fc.string({ unit: 'binary' }),
);

/** Fields of chunks. Most are equal, so that chunks are repeated. */
const fields: fc.Arbitrary<Fields> = fc.record({
  content: fc.oneof({ weight: 8, arbitrary: text }, fc.constantFrom(null, ['a'], [{ type: 'text', text: 'part' }])),
  more: fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom({}, { role: 'assistant' }) },
    fc.constantFrom(
      { reasoning_content: 'hm' },
      { refusal: 'no' },
      { reasoning_details: [{ type: 'reasoning.text', text: 'why' }] },
      { tool_calls: [{ index: 0, id: 'call_1', function: { name: 'f', arguments: '{}' } }] },
      { annotations: [{ type: 'url_citation', url_citation: { url: 'https://example.com', title: 'A' } }] },
    ),
  ),
  choice: fc.oneof(
    { weight: 8, arbitrary: fc.constant({}) },
    fc.constantFrom({ logprobs: { content: [{ token: 'a', logprob: -1 }] } }, { finish_reason: 'stop' }),
  ),
  rest: fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom({}, { usage: null }) },
    fc.record({ obfuscation: fc.constantFrom('', 'aB3', 'x\\y', 'a"b', 'content') }),
    fc.constantFrom({ usage: { prompt_tokens: 1, completion_tokens: 2 } }, { service_tier: 'flex' }, { content: 'x' }),
  ),
});

describe('repeated chunks', () => {
  it('yield the same events as chunks of which each is parsed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fields, { maxLength: 30 }), fc.boolean(), async (list, isSpaced) => {
        const stream = [...list.map((each) => JSON.stringify(chunk(each))), '[DONE]'];
        const data = isSpaced ? stream.map(spaced) : stream;
        // A different number of blanks at the end of each chunk prevents every repetition.
        const parsed = data.map((each, index) => each + ' '.repeat(index));
        expect(await eventsOf(data)).toEqual(await eventsOf(parsed));
      }),
      { numRuns: 500 },
    );
  });

  const plain = (content: string, rest: object = {}): WireEvent => ({
    data: JSON.stringify(chunk({ content, more: {}, choice: {}, rest })),
  });

  it('are read without their JSON, also with padding of random length', () => {
    for (const paddings of [
      [{}, {}],
      [{ obfuscation: 'abc' }, { obfuscation: 'defghij' }],
    ]) {
      const repeated = createRepeatedChunks();
      expect(repeated.textOf(plain('a', paddings[0]))).toBe(undefined);
      repeated.learn(plain('a', paddings[0]), 'a');
      expect(repeated.textOf(plain(' longer text', paddings[1]))).toBe(' longer text');
    }
  });

  it('are not read if anything else is different, or the text has an escape or an end of its own', () => {
    const repeated = createRepeatedChunks();
    repeated.learn(plain('a'), 'a');
    const data = plain('b').data;
    const others = [
      plain('b', { usage: null }).data,
      plain('"').data,
      plain('\\').data,
      plain('').data,
      `${data} `,
      data.replace('"b"', '"b\n"'),
      data.replace('"b"', '"b","content":"c"'),
      data.replace('"b"', '"b'),
    ];
    for (const other of others) expect(repeated.textOf({ data: other })).toBe(undefined);
    expect(repeated.textOf({ event: 'error', data })).toBe(undefined);
    expect(repeated.textOf({ data })).toBe('b');
  });

  it('are not compared above 65,536 characters, which would block the process', () => {
    const repeated = createRepeatedChunks();
    const long = 'a'.repeat(65_536);
    repeated.learn(plain('a'), 'a');
    expect(repeated.textOf(plain(long))).toBe(undefined);
    repeated.learn(plain(long), long);
    expect(repeated.textOf(plain('b'))).toBe('b');
  });

  it('are not learned if the place of the text is not certain', () => {
    for (const [data, only] of [
      ['{"content":"a","choices":[{"delta":{"content":"a"}}]}', 'a'],
      ['{"choices":[{"delta":{"content":"a","c\\u006fntent":"a"}}]}', 'a'],
      ['{"choices":[{"delta":{"content":"\\u0061"}}]}', 'a'],
      ['{"choices":[{"delta":{"text":"a"}}]}', 'a'],
    ] as const) {
      const repeated = createRepeatedChunks();
      repeated.learn({ data }, only);
      expect(repeated.textOf({ data })).toBe(undefined);
    }
  });

  it('are no longer learned after eight chunks that differ in another field', () => {
    const repeated = createRepeatedChunks();
    for (let created = 0; created < 8; created += 1) repeated.learn(plain('a', { created }), 'a');
    repeated.learn(plain('a', { created: 100 }), 'a');
    expect(repeated.textOf(plain('b', { created: 100 }))).toBe(undefined);
    expect(repeated.textOf(plain('b', { created: 7 }))).toBe('b');
  });
});
