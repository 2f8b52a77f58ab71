import { spawn } from 'node:child_process';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { brotliCompressSync, constants } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const quick = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };
const bomb = brotliCompressSync(Buffer.alloc(256 * 1024 * 1024, 97), quick);

/** Writes endless pieces at the speed of the reader. */
function endless(response: ServerResponse, piece: (count: number) => string): void {
  let count = 0;
  const more = (): void => {
    while (!response.destroyed && response.write(piece(count))) count += 1;
    if (!response.destroyed) response.once('drain', more);
  };
  more();
}

const chunk = (delta: object): string => `data: ${JSON.stringify({ choices: [{ index: 0, delta }] })}\n\n`;
const stream = { 'content-type': 'text/event-stream' };
const json = { 'content-type': 'application/json' };

/** Responses of a hostile or broken service, by path. */
const shapes: Readonly<Record<string, (response: ServerResponse) => void>> = {
  'text without end': (response) =>
    endless(response.writeHead(200, stream), () => chunk({ content: 'a'.repeat(2000) })),
  'short texts without end': (response) =>
    endless(response.writeHead(200, stream), () => chunk({ content: 'a' }).repeat(500)),
  'one event without end': (response) => endless(response.writeHead(200, stream), () => 'a'.repeat(65_536)),
  'lines without end': (response) => endless(response.writeHead(200, stream), () => 'data: a\n'.repeat(5000)),
  'tool calls without end': (response) =>
    endless(response.writeHead(200, stream), (index) =>
      chunk({ tool_calls: [{ index, id: `c${index}`, function: { name: 'f', arguments: '{}' } }] }),
    ),
  'arguments without end': (response) =>
    endless(response.writeHead(200, stream), () =>
      chunk({ tool_calls: [{ index: 0, function: { name: 'f', arguments: 'a'.repeat(5000) } }] }),
    ),
  'parts without end': (response) =>
    endless(response.writeHead(200, stream), () =>
      (chunk({ content: 'a' }) + chunk({ reasoning_content: 'b' })).repeat(50),
    ),
  'a body without end': (response) => endless(response.writeHead(200, json), () => 'a'.repeat(65_536)),
  'an error without end': (response) => endless(response.writeHead(400, json), () => 'a'.repeat(65_536)),
  'deep JSON': (response) => response.writeHead(200, json).end('['.repeat(5e6)),
  'wide JSON': (response) => response.writeHead(200, json).end(`[${'{},'.repeat(5e6)}0]`),
  'a deep error': (response) => response.writeHead(500, json).end('{"error":'.repeat(1e5)),
  'a bomb': (response) => response.writeHead(200, { ...json, 'content-encoding': 'br' }).end(bomb),
  'a bomb as an error': (response) => response.writeHead(503, { ...json, 'content-encoding': 'br' }).end(bomb),
};
const names = Object.keys(shapes);

const server = createServer((request, response) => {
  response.on('error', () => {});
  request.resume().once('end', () => shapes[names[Number(request.url?.split('/')[1])] ?? '']?.(response));
});
beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Returns a program that requests each response, plain and streamed, and prints the outcomes. */
const program = (provider: string, port: number): string => `
import { LLMClient } from '@rephysco/core';
import 'rephysco';
for (const shape of ${JSON.stringify(names.map((_, place) => place))}) for (const stream of [false, true]) {
  const baseURL = 'http://127.0.0.1:${port}/' + shape + '/v1';
  const client = new LLMClient({ provider: '${provider}', apiKey: 'k12345678', baseURL, enableRetries: false, timeout: 60 });
  const ask = async () => { const answer = await client.generate({ prompt: 'Hi', stream }); return stream ? await answer.result : answer; };
  const error = await ask().catch((error) => error);
  console.log(JSON.stringify([error.kind, error.code, error.message?.length < 10000]));
  await client.close();
}
process.exit();
`;

describe('a process with a heap of 256 MB', () => {
  it.concurrent.each(['openai', 'gemini', 'anthropic', 'aliyun', 'xai', 'siliconflow'])(
    'survives each of these responses in place of %s',
    { timeout: 240_000 },
    async (provider) => {
      const { port } = server.address() as AddressInfo;
      const options = ['--max-old-space-size=256', '--conditions=@rephysco/source', '--input-type=module', '--eval'];
      const child = spawn(process.execPath, [...options, program(provider, port)], { cwd: import.meta.dirname });
      const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
      const outcomes = out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as [string, string | undefined, boolean]);
      expect(err).toBe('');
      expect(outcomes).toHaveLength(2 * names.length);
      for (const [kind, , short] of outcomes) expect([kind, short]).toEqual([expect.any(String), true]);
      const limited = outcomes.filter(([, code]) => code === 'answer_too_large');
      expect(limited.length).toBeGreaterThan(names.length);
    },
  );
});
