import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** Events of one protocol: before the text, for each piece of it, and after it. */
interface Script {
  readonly begin?: readonly object[];
  readonly piece: (text: string) => object;
  readonly end: readonly object[];
}

const scripts: Readonly<Record<string, Script>> = {
  chat: {
    piece: (content) => ({ choices: [{ index: 0, delta: { content } }] }),
    end: [
      { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
      { choices: [], usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 } },
    ],
  },
  responses: {
    piece: (delta) => ({ type: 'response.output_text.delta', output_index: 0, delta }),
    end: [{ type: 'response.completed', response: { status: 'completed', output: [], usage: {} } }],
  },
  gemini: {
    piece: (text) => ({ candidates: [{ content: { parts: [{ text }] } }] }),
    end: [{ candidates: [{ content: { parts: [{ text: '' }] }, finishReason: 'STOP' }] }],
  },
  anthropic: {
    begin: [
      { type: 'message_start', message: { id: 'a', model: 'm', usage: { input_tokens: 1, output_tokens: 1 } } },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    ],
    piece: (text) => ({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } }),
    end: [
      { type: 'content_block_stop', index: 0 },
      { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 2 } },
      { type: 'message_stop' },
    ],
  },
};

const line = (event: object): string => {
  const type = 'type' in event ? `event: ${String(event.type)}\n` : '';
  return `${type}data: ${JSON.stringify(event)}\n\n`;
};

/** Yields the stream in blocks of 100 pieces. Each piece has its number, so that all are different. */
function* blocks({ begin = [], piece, end }: Script, size: number, length: number): Generator<string> {
  yield begin.map(line).join('');
  for (let sent = 0; sent < size; sent += 100 * length) {
    const pieces = Array.from({ length: 100 }, (_, at) => String(sent + at).padStart(length, 'lorem ipsum '));
    yield pieces.map((each) => line(piece(each))).join('');
  }
  yield end.map(line).join('');
}

const server = createServer((request, response) => {
  const [, protocol = '', megabytes, length] = (request.url ?? '').split('/');
  const script = scripts[protocol];
  if (!script) return void response.writeHead(404).end();
  request.resume();
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  Readable.from(blocks(script, Number(megabytes) * 1e6, Number(length))).pipe(response);
});
beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Returns a program that reads a stream and prints how many times its text the answer takes in memory. */
const program = (options: object): string => `
import { LLMClient } from '@rephysco/core';
import 'rephysco';
const client = new LLMClient({ apiKey: 'k12345678', maxAnswerBytes: 1e9, enableRetries: false, ...${JSON.stringify(options)} });
gc();
const before = process.memoryUsage().heapUsed;
const stream = await client.generate({ prompt: 'Hi', stream: true });
let length = 0;
for await (const text of stream) length += text.length;
const result = await stream.result;
gc();
console.log(JSON.stringify({ times: (process.memoryUsage().heapUsed - before) / length, whole: result.text.length === length, length }));
process.exit();
`;

describe('a stream of 100 MB', () => {
  it.concurrent.each([
    ['chat', 64, { provider: 'openai', api: 'chat' }],
    ['chat', 1000, { provider: 'openai', api: 'chat' }],
    ['responses', 256, { provider: 'openai', api: 'responses' }],
    ['gemini', 256, { provider: 'gemini' }],
    ['anthropic', 256, { provider: 'anthropic' }],
  ])(
    'of the protocol %s in pieces of %i characters takes its size in memory, in a heap of 160 MB',
    { timeout: 170_000 },
    async (protocol, length, options) => {
      const { port } = server.address() as AddressInfo;
      const baseURL = `http://127.0.0.1:${port}/${protocol}/100/${length}/v1`;
      const flags = ['--expose-gc', '--max-old-space-size=160', '--conditions=@rephysco/source'];
      const code = program({ ...options, baseURL });
      const child = spawn(process.execPath, [...flags, '--input-type=module', '--eval', code], {
        cwd: import.meta.dirname,
      });
      const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
      expect(err).toBe('');
      const { times, whole, length: all } = JSON.parse(out) as { times: number; whole: boolean; length: number };
      expect(whole).toBe(true);
      expect(all).toBeGreaterThanOrEqual(100e6);
      expect(times).toBeLessThan(1.2);
    },
  );
});
