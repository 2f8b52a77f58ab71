import type { ContentPart, Message } from '@rephysco/core';
import { describe, expect, it } from 'vitest';
import { toMessages } from './to-messages.ts';

const write = (...messages: readonly Message[]) => toMessages(messages, () => true);
const user = (...content: readonly ContentPart[]): Message => ({ role: 'user', content });
const assistant = (...content: readonly ContentPart[]): Message => ({ role: 'assistant', content });
const tool = (...content: readonly ContentPart[]): Message => ({ role: 'tool', content });
const text = (value: string): ContentPart => ({ type: 'text', text: value });
const call = (id: string, fields: object = {}): ContentPart =>
  ({ type: 'tool-call', id, name: 'look', arguments: {}, ...fields }) as ContentPart;
const result = (id: string, output: unknown = 'ok', isError?: true): ContentPart => {
  return { type: 'tool-result', id, name: 'look', output, ...(isError && { isError }) };
};
const kept = (type: 'text' | 'reasoning', anthropic: object): ContentPart => {
  return { type, text: '', providerData: { anthropic } };
};
const image: ContentPart = { type: 'image', url: 'data:image/png;base64,iVBORw0KGgo=', mediaType: 'image/png' };
const pixels = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' } };
const use = (id: string) => ({ type: 'tool_use', id, name: 'look', input: {} });

describe('Turns', () => {
  it('join adjacent messages of one role, and omit system messages and blank texts', () => {
    const turns = write(
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'One' },
      { role: 'user', content: 'Two' },
      { role: 'assistant', content: ' ' },
      { role: 'user', content: 'Three' },
    );
    expect(turns).toEqual([
      { role: 'user', content: ['One', 'Two', 'Three'].map((each) => ({ type: 'text', text: each })) },
    ]);
  });

  it('have all results first, in one turn', () => {
    const turns = write(
      user(text('Go')),
      assistant(call('a'), call('b')),
      tool(result('a')),
      user(text('And?')),
      tool(result('b')),
    );
    expect(turns[2]).toEqual({
      role: 'user',
      content: [
        { type: 'tool_result', tool_use_id: 'a', content: 'ok' },
        { type: 'tool_result', tool_use_id: 'b', content: 'ok' },
        { type: 'text', text: 'And?' },
      ],
    });
  });

  it('do not end with white space or with thinking', () => {
    const block = { type: 'thinking', thinking: 'Hm.', signature: 's' };
    expect(write(user(text('Go')), assistant(text('So: ')))[1]).toEqual({ role: 'assistant', content: 'So:' });
    expect(write(user(text('Go')), assistant(kept('reasoning', { block })), user(text('On')))).toHaveLength(2);
  });
});

describe('Ids of calls', () => {
  it('contain only accepted characters, and are unique', () => {
    const history = [assistant(call('fc|1')), tool(result('fc|1')), assistant(call('fc_1')), tool(result('fc_1'))];
    const written = JSON.stringify(write(user(text('Go')), ...history));
    expect(written.match(/"(?:tool_use_id|id)":"[^"]*"/g)).toEqual([
      '"id":"fc_1"',
      '"tool_use_id":"fc_1"',
      '"id":"fc_1_2"',
      '"tool_use_id":"fc_1_2"',
    ]);
  });
});

describe('Blocks of the model', () => {
  const thinking = { type: 'thinking', thinking: '', signature: 'sig' };
  const redacted = { type: 'redacted_thinking', data: 'xyz' };

  it('are sent back in order, including thinking without a text', () => {
    const parts = [
      { type: 'reasoning', text: 'Shown.' } as const,
      kept('reasoning', { block: thinking, model: 'claude-sonnet-5' }),
      kept('reasoning', { block: redacted }),
      text('Let me see.'),
      call('a', { providerData: { anthropic: { caller: { type: 'code_execution_20250825', tool_id: 't' } } } }),
    ];
    expect(write(user(text('Go')), assistant(...parts), tool(result('a')))[1]).toEqual({
      role: 'assistant',
      content: [
        thinking,
        redacted,
        { type: 'text', text: 'Let me see.' },
        { ...use('a'), caller: { type: 'code_execution_20250825', tool_id: 't' } },
      ],
    });
  });

  it('omit thinking that the service rejects, and that of other services', () => {
    const parts = [
      kept('reasoning', { block: thinking, model: 'old' }),
      { type: 'reasoning', text: 'x' } as const,
      text('Hi'),
    ];
    expect(toMessages([user(text('Go')), assistant(...parts)], (model) => model !== 'old')[1]).toEqual({
      role: 'assistant',
      content: 'Hi',
    });
  });

  it('include calls of server tools with their results, and omit a call without one', () => {
    const server = { type: 'server_tool_use', id: 's1', name: 'web_search', input: {} };
    const found = { type: 'web_search_tool_result', tool_use_id: 's1', content: [] };
    const turn = (...blocks: readonly object[]) =>
      write(
        user(text('Go')),
        assistant(...blocks.map((block) => kept('text', { block })), text('Yes')),
        user(text('On')),
      )[1];
    expect(turn(server, found)?.content).toEqual([server, found, { type: 'text', text: 'Yes' }]);
    expect(turn(server)?.content).toBe('Yes');
  });

  it('remove a cited text from the text before it', () => {
    const citations = [{ type: 'web_search_result_location', url: 'https://a.example' }];
    const parts = [text('As said: it is so.'), kept('text', { citations, length: 9 }), text(' Done.')];
    expect(write(user(text('Go')), assistant(...parts), user(text('On')))[1]?.content).toEqual([
      { type: 'text', text: 'As said: ' },
      { type: 'text', text: 'it is so.', citations },
      { type: 'text', text: ' Done.' },
    ]);
    const changed = [text('Short'), kept('text', { citations, length: 90 })];
    expect(write(user(text('Go')), assistant(...changed), user(text('On')))[1]?.content).toBe('Short');
  });

  it('have an object as input for any arguments, and a note for a medium', () => {
    const inputs = [{ a: 1 }, 'x', '', [1]].map((value, index) => call(`c${index}`, { arguments: value }));
    const turn = write(user(text('Go')), assistant(...inputs, image));
    const blocks = turn[1]?.content as readonly { readonly input: unknown }[];
    expect(blocks.slice(0, 4).map(({ input }) => input)).toEqual([
      { a: 1 },
      { arguments: 'x' },
      {},
      { arguments: [1] },
    ]);
    expect(JSON.stringify(turn[1])).toContain('Here was an image');
  });
});

describe('Results', () => {
  const answer = (...parts: readonly ContentPart[]) =>
    write(user(text('Go')), assistant(call('a'), call('b')), tool(...parts))[2]?.content;

  it('contain the media that tools returned', () => {
    const label = text('[image 1 of the result of look]');
    expect(answer(result('a', { size: 1 }), result('b', 'no', true), label, image)).toEqual([
      {
        type: 'tool_result',
        tool_use_id: 'a',
        content: [
          { type: 'text', text: '{"size":1}' },
          { type: 'text', text: '[image 1 of the result of look]' },
          pixels,
        ],
      },
      { type: 'tool_result', tool_use_id: 'b', content: 'no', is_error: true },
    ]);
  });

  it('of failed tools contain text only, and media follow', () => {
    expect(answer(result('a', 'no', true), image)).toEqual([
      { type: 'tool_result', tool_use_id: 'a', content: 'no', is_error: true },
      pixels,
    ]);
  });

  it('without an output have no content, and search results stay blocks', () => {
    const found = [{ type: 'search_result', source: 'https://a.example', title: 'A', content: [] }];
    expect(answer(result('a', ''), result('b', found))).toEqual([
      { type: 'tool_result', tool_use_id: 'a' },
      { type: 'tool_result', tool_use_id: 'b', content: found },
    ]);
  });
});

describe('Media of the user', () => {
  const blocksOf = (...parts: readonly ContentPart[]) => write(user(text('See'), ...parts))[0]?.content;
  const source = (part: ContentPart) => (blocksOf(part) as { source: unknown }[])[1]?.source;

  it.each<[ContentPart, object]>([
    [image, pixels.source],
    [
      { type: 'image', url: 'https://a.example/a.png' },
      { type: 'url', url: 'https://a.example/a.png' },
    ],
    [
      { type: 'image', url: 'file_abc' },
      { type: 'file', file_id: 'file_abc' },
    ],
    [
      { type: 'image', url: 'https://api.anthropic.com/v1/files/file_abc' },
      { type: 'file', file_id: 'file_abc' },
    ],
    [
      { type: 'file', url: 'data:application/pdf;base64,JVBERg==', mediaType: 'application/pdf' },
      { type: 'base64', media_type: 'application/pdf', data: 'JVBERg==' },
    ],
    [
      { type: 'file', url: 'data:text/csv;base64,YSxi', mediaType: 'text/csv' },
      { type: 'text', media_type: 'text/plain', data: 'a,b' },
    ],
  ])('%j has the source %j', (part, expected) => expect(source(part)).toEqual(expected));

  it('have the name of the file as title, and fields of the caller', () => {
    const providerData = { anthropic: { citations: { enabled: true } } };
    const part = { type: 'file', url: 'https://a.example/a.pdf', filename: 'a.pdf', providerData } as const;
    expect(blocksOf(part)).toMatchObject([{}, { type: 'document', title: 'a.pdf', citations: { enabled: true } }]);
  });

  it('are rejected if they are audio or video, unless a tool returned them', () => {
    const audio = { type: 'audio', url: 'data:audio/mpeg;base64,SUQz', mediaType: 'audio/mpeg' } as const;
    expect(() => blocksOf(audio)).toThrow('does not support audio input');
    expect(JSON.stringify(write(user(text('Go')), assistant(call('a')), tool(result('a'), audio)))).toContain(
      'audio that cannot',
    );
  });
});
