import type { ServerResponse } from 'node:http';
import { endless, eventStream, same } from './endless.ts';
import type { Part, Protocol } from './protocol.ts';
import type { Shape } from './shape.ts';

/** Returns a stream of events without an end. @param parts returns the parts of one piece */
function stream(name: string, parts: (place: number) => readonly Part[]): Shape {
  return {
    name,
    to: 'streamed',
    send(response, protocol) {
      endless(response.writeHead(200, eventStream), (place) => Buffer.from(parts(place).map(protocol.event).join('')));
    },
  };
}

/** Returns a stream that repeats the same events without an end. */
function repeated(name: string, text: (protocol: Protocol) => string): Shape {
  return {
    name,
    to: 'streamed',
    send: (response: ServerResponse, protocol) => endless(response.writeHead(200, eventStream), same(text(protocol))),
  };
}

const many = <Value>(count: number, value: (place: number) => Value): readonly Value[] =>
  Array.from({ length: count }, (_, place) => value(place));

/** Streams without an end, each event of which is valid. */
export const streamedShapes: readonly Shape[] = [
  repeated('text', ({ event }) => event({ text: 'a'.repeat(2000) }).repeat(20)),
  repeated('short texts', ({ event }) => event({ text: 'a' }).repeat(500)),
  repeated('wide texts', ({ event }) => event({ text: '好'.repeat(700) }).repeat(20)),
  repeated('reasoning', ({ event }) => event({ reasoning: 'a'.repeat(2000) }).repeat(20)),
  repeated('parts', ({ event }) => (event({ text: 'a' }) + event({ reasoning: 'b' })).repeat(250)),
  stream('tool calls', (place) => many(10, (each) => call(place * 10 + each, '{}'))),
  {
    name: 'arguments in pieces',
    to: 'streamed',
    send(response, { event }) {
      response.writeHead(200, eventStream).write(event(call(0, '{"a":"')));
      endless(response, same(event({ call: { index: 0, arguments: 'a' } }).repeat(500)));
    },
  },
  {
    name: 'large arguments',
    to: 'streamed',
    send(response, { event }) {
      response.writeHead(200, eventStream).write(event(call(0, '{"a":"')));
      endless(response, same(event({ call: { index: 0, arguments: 'a'.repeat(50_000) } })));
    },
  },
  stream('sources', (place) => many(20, (each) => ({ sources: [`https://a.example/${place * 20 + each}`] }))),
  stream('sources in lists', (place) => [{ sources: many(1000, (each) => `https://a.example/${place}/${each}`) }]),
  stream('logprobs', () => many(100, () => ({ text: 'a', logprobs: ['a'] }))),
  stream('logprobs in lists', () => [{ text: 'a', logprobs: many(2000, () => 'a') }]),
  stream('images', () => [{ image: 'iVBO'.repeat(50_000) }]),
  stream('usage', (place) => many(50, (each) => ({ usage: { [`tokens_${place}_${each}`]: { detail: each } } }))),
  stream('usage with many details', (place) => [
    { usage: Object.fromEntries(many(5000, (each) => [`tokens_${place}_${each}`, each])) },
  ]),
  repeated('empty objects', () => 'data: {}\n\n'.repeat(2000)),
  repeated('many values in each event', () => `data: {"a":[${'0,'.repeat(190_000)}0]}\n\n`),
  {
    name: 'many keys in each event',
    to: 'streamed',
    send: (response) =>
      endless(response.writeHead(200, eventStream), (place) => {
        const keys = many(60_000, (each) => `"k${place}_${each}":0`);
        return `data: {"choices":[{"index":0,"delta":{${keys.join(',')}}}],"candidates":[{"content":{${keys.join(',')}}}]}\n\n`;
      }),
  },
  repeated('many choices in each event', ({ event }) => {
    const choice = '{"index":1,"delta":{"content":"a"}},'.repeat(30_000);
    return `${event({ text: 'a' })}data: {"choices":[${choice}{}],"candidates":[${choice}{}]}\n\n`;
  }),
  repeated('deep objects', () => `data: {"a":${'['.repeat(500)}${']'.repeat(500)}}\n\n`.repeat(20)),
];

function call(index: number, text: string): Part {
  return { call: { index, id: `c${index}`, arguments: text } };
}
