/**
 * Service for all contestants, in a separate process: Chat Completions and generateContent, by path. The first part of
 * the path selects the kind of answer. Without streaming, the answer is a short text.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises';
import { geminiAnswer, geminiEvents, openaiAnswer, openaiEvents } from './wire.ts';

/** Bytes per write, similar to the reads on a busy connection. */
const writeSize = 16_384;
/** Seconds before the first chunk of a delayed stream, like a model that thinks briefly. */
const latency = 0.05;

type Events = (pieces: number) => readonly string[];

/** Number of chunks of a stream, by the first part of its path. */
const counts: Readonly<Record<string, number>> = { burst: 2000, long: 20_000, endless: 130_000 };

let taken = 0;

const server = createServer((request, response) => void answer(request, response));

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const path = request.url ?? '';
  const [, kind = ''] = path.split('/');
  const gemini = path.includes('v1beta');
  if (kind === 'taken') {
    response.end(String(taken));
    return;
  }
  const streamed = path.includes('streamGenerateContent') || Buffer.concat(parts).includes('"stream":true');
  if (!streamed) {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(gemini ? geminiAnswer : openaiAnswer);
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  await stream(kind, gemini ? geminiEvents : openaiEvents, response).catch(() => {});
}

server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
process.stdin.on('end', () => process.exit()).resume();

async function stream(kind: string, events: Events, response: ServerResponse): Promise<void> {
  if (kind === 'late') await delay(latency * 1000);
  const pieces = kind === 'paced' ? oneByOne(events(400)) : asMany(events(counts[kind] ?? 1));
  await pipeline(Readable.from(pieces, { objectMode: false, highWaterMark: writeSize }), response);
}

async function* oneByOne(events: readonly string[]): AsyncGenerator<string> {
  for (const event of events) {
    yield event;
    await turn();
  }
}

function* asMany(events: readonly string[]): Generator<Buffer> {
  const bytes = Buffer.from(events.join(''));
  taken = 0;
  for (let at = 0; at < bytes.length; at += writeSize) {
    taken = Math.min(at + writeSize, bytes.length);
    yield bytes.subarray(at, taken);
  }
}
