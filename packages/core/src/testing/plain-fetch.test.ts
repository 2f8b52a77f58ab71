import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { StreamEvent } from '../contract/events.ts';
import { messageText } from '../contract/message.ts';
import type { Provider } from '../contract/provider.ts';
import type { GenerateRequest } from '../contract/request.ts';
import {
  collect,
  createAnswer,
  createConnection,
  findModel,
  fromErrorObject,
  invalidAnswer,
  isErrorObject,
  networkError,
  parseJSON,
  readJSONObject,
  toJSON,
  type WireObject,
} from '../entry/provider.ts';
import { providerContract } from './provider-contract.ts';
import type { Connect, ServiceFault, ServiceRequest } from './service.ts';

const words = 'The sky is blue because the air scatters blue light more than red light.'.split(/(?<= )/);
const usage = { in: 7, out: words.length };

/** Yields the lines of a response. The service of this test streams one JSON object per line. */
async function* linesOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines.filter((line) => line !== '');
  }
  if (rest !== '') yield rest;
}

/** Creates a provider that uses the global `fetch`. Its protocol streams `{say}` objects, then `{end, usage}`. */
function createProvider(baseURL: string, apiKey: string): Provider {
  const service = { name: 'own', baseURL, env: { apiKey: ['OWN_KEY'] } };
  const connection = createConnection(service, { apiKey }, { fetch }, (key) => ({ 'x-key': key }));
  async function* generate(request: GenerateRequest): AsyncGenerator<StreamEvent> {
    const { model, messages, stream, signal, temperature, stop, providerOptions } = request;
    const turns = messages.map((message) => [message.role, messageText(message)]);
    const body = toJSON({ model, turns, stream, temperature, stop, ...providerOptions });
    const response = await connection.send(
      { url: 'say', headers: { 'content-type': 'application/json' }, body },
      signal,
    );
    const origin = connection.origin(signal);
    const finish = (end: WireObject): StreamEvent => {
      const { in: inputTokens, out: outputTokens } = end.usage as typeof usage;
      return {
        type: 'finish',
        finishReason: 'stop',
        finishReasonRaw: String(end.end),
        model,
        provider: 'own',
        usage: { inputTokens, outputTokens },
      };
    };
    if (!stream) {
      const whole = await readJSONObject(response, origin);
      yield { type: 'text', text: String(whole.say) };
      yield finish(whole);
      return;
    }
    const answer = createAnswer();
    const here = () => ({ ...origin, partial: answer.partial() });
    try {
      for await (const line of linesOf(response.body as unknown as AsyncIterable<Uint8Array>)) {
        const piece = line.startsWith('{') ? (parseJSON(line) as WireObject) : {};
        if (isErrorObject(piece)) throw fromErrorObject(piece, here());
        if (piece.end !== undefined) return yield finish(piece);
        if (piece.say === undefined) throw invalidAnswer(`a line is not an answer: ${line.slice(0, 80)}`, origin);
        const event = { type: 'text', text: String(piece.say) } as const;
        answer.add(event);
        yield event;
      }
    } catch (error) {
      throw networkError(error, here());
    }
    throw invalidAnswer('the stream ended before the answer did', here());
  }
  const models = { 'own-1': { id: 'own-1', input: ['text'] } } as const;
  return { name: 'own', identity: baseURL, defaultModel: 'own-1', model: (id) => findModel(models, id), generate };
}

const statuses: Partial<Record<ServiceFault, number>> = { 'rate-limit': 429, 'server-error': 500 };

async function serve(
  response: ServerResponse,
  body: WireObject,
  fault: ServiceFault | undefined,
  pace: number,
): Promise<void> {
  const status = fault && statuses[fault];
  if (status) return void response.writeHead(status, { 'retry-after': '7' }).end('{"error":"No."}');
  if (fault === 'web-page') return void response.end('<html>A page</html>');
  if (body.stream !== true) return void response.end(JSON.stringify({ say: words.join(''), end: 'done', usage }));
  for (const [place, say] of words.entries()) {
    if (place === 2 && fault === 'cut') return void response.destroy();
    if (place === 2 && fault === 'early-end') return void response.end();
    if (place === 2 && fault === 'error-in-stream')
      return void response.end('{"error":{"message":"Broken","code":500}}\n');
    await new Promise<void>((sent) => response.write(`${JSON.stringify({ say })}\n`, () => sent()));
    await new Promise<void>((turn) => (pace > 0 ? setTimeout(turn, pace * 1000) : setImmediate(turn)));
    if (response.closed) return;
  }
  response.end(`${JSON.stringify({ end: 'done', usage })}\n`);
}

const connect: Connect = async ({ key = 'good', pace = 0 } = {}) => {
  const requests: ServiceRequest[] = [];
  let fault: ServiceFault | undefined;
  const server = createServer((message, response) => {
    let text = '';
    message.on('data', (data: Buffer) => {
      text += data.toString();
    });
    message.on('end', () => {
      const { promise: closed, resolve } = Promise.withResolvers<string>();
      response.once('close', () => resolve(response.writableFinished ? 'finished' : 'client'));
      const body = JSON.parse(text) as WireObject;
      requests.push({ body, closed });
      if (message.headers['x-key'] !== 'a-good-key') return response.writeHead(401).end('{"error":"Wrong key"}');
      const met = fault;
      fault = undefined;
      return void serve(response, body, met, pace);
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const keys = { good: 'a-good-key', missing: '', wrong: 'wrong-key' };
  const provider = createProvider(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, keys[key]);
  return {
    provider,
    requests: () => requests,
    fail: (next) => {
      fault = next;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
};

describe('A provider on the global fetch', () => {
  providerContract({ it, expect, connect, capabilities: { tools: false, limits: false, schema: false } });

  it('answers', async () => {
    await using service = await connect();
    const { provider } = service;
    const request = {
      provider: 'own',
      model: 'own-1',
      messages: [{ role: 'user', content: 'Hi' }],
      stream: true,
    } as const;
    expect((await collect(provider.generate(request))).text).toBe(words.join(''));
  });
});
