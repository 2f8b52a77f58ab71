import { chat, chunk, events, json, type KeptAnswer } from './kept-answer.ts';

const call = (index: number | undefined, id: string | undefined, name?: string, args = ''): object => ({
  tool_calls: [
    { ...(index !== undefined && { index }), ...(id && { id }), type: 'function', function: { name, arguments: args } },
  ],
});

/** Valid answers of Chat Completions in unusual forms, which must be read as a result. */
export const chatAnswers: readonly KeptAnswer[] = [
  {
    name: 'a body with a byte order mark',
    provider: 'openai',
    stream: false,
    body: `\ufeff${json(chat({ content: 'Hi' }))}`,
    result: { text: 'Hi', finishReason: 'stop' },
  },
  {
    name: 'events whose lines end with CR alone',
    provider: 'openai',
    stream: true,
    body: events(chunk({ content: 'Hi' }), chunk({}, 'stop'), '[DONE]').replaceAll('\n', '\r'),
    result: { text: 'Hi', finishReason: 'stop' },
  },
  {
    name: 'an end mark with blanks around it',
    provider: 'siliconflow',
    stream: true,
    body: events(chunk({ content: 'Hi' }), chunk({}, 'stop'), '  [DONE] '),
    result: { text: 'Hi', finishReason: 'stop' },
  },
  {
    name: 'empty events that keep the connection open',
    provider: 'openai',
    stream: true,
    body: `: ping\n\ndata:\n\n${events(chunk({ content: 'Hi' }), '', chunk({}, 'stop'), '[DONE]')}`,
    result: { text: 'Hi', finishReason: 'stop' },
  },
  {
    name: 'two parallel tool calls that both have the index 0',
    provider: 'openai',
    stream: true,
    body: events(
      chunk(call(0, 'a', 'look', '{"x":1}')),
      chunk(call(0, 'b', 'look', '{"x":2}')),
      chunk({}, 'tool_calls'),
      '[DONE]',
    ),
    result: {
      toolCalls: [
        { id: 'a', arguments: { x: 1 } },
        { id: 'b', arguments: { x: 2 } },
      ],
    },
  },
  {
    name: 'a tool call without index, in fragments',
    provider: 'openai',
    stream: true,
    body: events(
      chunk(call(undefined, 'a', 'look', '{"x"')),
      chunk(call(undefined, undefined, undefined, ':1}')),
      chunk({}, 'tool_calls'),
      '[DONE]',
    ),
    result: { toolCalls: [{ id: 'a', arguments: { x: 1 } }] },
  },
  {
    name: 'tool arguments that are encoded twice',
    provider: 'openai',
    stream: false,
    body: json(
      chat(
        {
          content: null,
          tool_calls: [{ id: 'a', type: 'function', function: { name: 'look', arguments: json(json({ x: 1 })) } }],
        },
        'tool_calls',
      ),
    ),
    result: { toolCalls: [{ name: 'look', arguments: { x: 1 } }] },
  },
  {
    name: 'content in parts',
    provider: 'openai',
    stream: false,
    body: json(
      chat({
        content: [
          { type: 'text', text: 'H' },
          { type: 'text', text: 'i' },
        ],
      }),
    ),
    result: { text: 'Hi' },
  },
  {
    name: 'a stream although none was requested',
    provider: 'openai',
    stream: false,
    type: 'text/event-stream',
    body: events(chunk({ content: 'Hi' }), chunk({}, 'stop'), '[DONE]'),
    result: { text: 'Hi', finishReason: 'stop' },
  },
];
