import { endless, eventStream, json, same } from './endless.ts';
import type { Part, Protocol } from './protocol.ts';
import type { Shape } from './shape.ts';

const mega = 1024 * 1024;

/** Returns a body with a text of 60 MiB. @param piece one mebibyte of the text as JSON */
const large = (name: string, piece: string, count = 60, last = ''): Shape => ({
  name,
  alone: true,
  send(response, { whole: [before, after] }) {
    const bytes = Buffer.from(piece);
    const end = Buffer.from(last + after);
    response.writeHead(200, json).write(before);
    endless(response, (place) => (place < count ? bytes : end), count + 1);
  },
});

/** Returns a body that is sent at once. */
const body = (name: string, text: (protocol: Protocol) => string, status = 200): Shape => ({
  name,
  send: (response, protocol) => response.writeHead(status, json).end(text(protocol)),
});

const part = (name: string, value: () => Part): Shape => ({
  ...body(name, (protocol) => protocol.body(value())),
  alone: name.includes('MiB'),
});

const many = <Value>(count: number, value: (place: number) => Value): Value[] =>
  Array.from({ length: count }, (_, place) => value(place));

/** Returns a stream with one large event. */
const event = (name: string, text: string): Shape => ({
  name,
  to: 'streamed',
  alone: true,
  send: (response, protocol) =>
    response.writeHead(200, eventStream).end(protocol.event({ text }) + protocol.event({ finish: true, usage: {} })),
});

/** Bodies that are JSON, and errors. */
export const wholeShapes: readonly Shape[] = [
  large('a text of 60 MiB', 'a'.repeat(mega)),
  large('a text of 60 MiB with a wide character', 'a'.repeat(mega), 60, '好'),
  large('a text of 60 MiB of wide characters', '好'.repeat(mega / 4), 80),
  large('a text of 60 MiB of escapes', '\\u00e4\\n'.repeat(mega / 8)),
  large('a text of 60 MiB of quotes', '\\"'.repeat(mega / 2)),
  {
    name: 'a body without end',
    send(response, { whole: [before] }) {
      response.writeHead(200, json).write(before);
      endless(response, same('a'.repeat(65_536)));
    },
  },
  event('an event of 32 MiB', 'a'.repeat(32 * mega)),
  event('an event of 32 MiB of line feeds', '\n'.repeat(16 * mega)),
  part('an image of 48 MiB', () => ({ image: 'iVBO'.repeat(12 * mega) })),
  part('a call with arguments of 48 MiB', () => ({
    call: { index: 0, id: 'c', arguments: JSON.stringify({ a: 'a'.repeat(48 * mega) }) },
  })),
  part('reasoning of 60 MiB', () => ({ reasoning: 'a'.repeat(60 * mega) })),
  part('a call with many values', () => ({
    call: { index: 0, id: 'c', arguments: JSON.stringify(many(190_000, () => ({}))) },
  })),
  part('40,000 sources', () => ({ sources: many(40_000, (place) => `https://a.example/${place}`) })),
  part('20,000 logprobs', () => ({ text: 'a', logprobs: many(20_000, () => 'a') })),
  body('deep JSON', () => '['.repeat(5e6)),
  body('deep objects in JSON', () => '{"a":'.repeat(1e6)),
  body('wide JSON', () => `[${'{},'.repeat(5e6)}0]`),
  body('many values', () => `{"choices":[{"index":0,"message":{"content":"a"},"x":[${'{},'.repeat(150_000)}0]}]}`),
  body('many keys', () => `{${many(190_000, (place) => `"k${place}":0`).join(',')},"choices":[]}`),
  body('many choices', () => {
    const choice = '{"index":1,"message":{"content":"a"}},'.repeat(45_000);
    return `{"choices":[${choice}{"index":1}],"candidates":[${choice}{"index":1}]}`;
  }),
  body('many parts', () => {
    const content = many(45_000, (place) =>
      place % 2 ? '{"type":"text","text":"a"}' : '{"type":"thinking","thinking":"b","thought":true,"text":"b"}',
    );
    return `{"type":"message","stop_reason":"end_turn","content":[${content.join(',')}],"choices":[{"index":0,"finish_reason":"stop","message":{"content":[${content.join(',')}]}}]}`;
  }),
  body('many calls', () => {
    const calls = many(10_000, (place) => `{"index":${place},"id":"c","function":{"name":"f","arguments":"{}"}}`);
    const parts = many(10_000, () => '{"functionCall":{"name":"f"}}');
    return `{"choices":[{"index":0,"finish_reason":"stop","message":{"tool_calls":[${calls.join(',')}]}}],"candidates":[{"content":{"parts":[${parts.join(',')}]}}]}`;
  }),
  body('a large error', () => `{"error":{"message":"${'a'.repeat(30 * mega)}"}}`, 400),
  body('a deep error', () => '{"error":'.repeat(1e6), 500),
  body('an error with many values', () => `{"error":{"message":"a","details":[${'{},'.repeat(60_000)}{}]}}`, 429),
  {
    name: 'an error without end',
    send: (response) => endless(response.writeHead(503, json), same('a'.repeat(65_536))),
  },
  {
    name: 'an error of one byte at a time',
    timeout: 8,
    send: (response) => endless(response.writeHead(503, json), same(' ')),
  },
];
