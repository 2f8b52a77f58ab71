import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Provider } from '@rephysco/core';
import type { GenerateRequest, ProviderOptions, WireObject } from '@rephysco/core/provider';
import { gemini } from '../gemini.ts';

/** Function that sends the response to one request. */
export type Reply = (response: ServerResponse, request: IncomingMessage) => unknown;

/** Request as received by the test service. */
export interface SeenRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: WireObject;
}

/** Test service on the loopback address, with a provider that uses it. */
export interface TestService extends AsyncDisposable {
  readonly baseURL: string;
  readonly provider: Provider;
  readonly requests: readonly SeenRequest[];
}

/** Starts a service that sends the replies in order and repeats the last one. */
export async function testService(replies: readonly Reply[], options: ProviderOptions = {}): Promise<TestService> {
  const requests: SeenRequest[] = [];
  const server = createServer((request, response) => {
    const { url: path = '', headers } = request;
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      requests.push({ path, headers, body: JSON.parse(Buffer.concat(chunks).toString()) as WireObject });
      replies[Math.min(requests.length, replies.length) - 1]?.(response, request);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const baseURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1beta`;
  const provider = gemini.create({ apiKey: 'a-made-up-key', baseURL, ...options });
  return {
    baseURL,
    provider,
    requests,
    async [Symbol.asyncDispose]() {
      await provider.close?.();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** Returns a reply with a JSON body. */
export function json(value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Reply {
  const text = JSON.stringify(value);
  return (response) => response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
}

/** Returns a reply with server-sent events, one per object, framed as by Gemini. */
export function events(...chunks: readonly unknown[]): Reply {
  const text = chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\r\n\r\n`).join('');
  return (response) => response.writeHead(200, { 'content-type': 'text/event-stream' }).end(text);
}

/** Returns an answer, or one chunk of it, with the given parts. */
export function answer(parts: readonly unknown[], finishReason?: string): WireObject {
  const candidate = { content: { parts, role: 'model' }, index: 0, ...(finishReason && { finishReason }) };
  return { candidates: [candidate], modelVersion: 'gemini-3.8-flash', responseId: 'answer-1' };
}

/** Returns a resolved request to the default model. */
export function ask(fields: Partial<GenerateRequest> = {}): GenerateRequest {
  const messages = [{ role: 'user', content: 'Hi' }] as const;
  return { provider: 'gemini', model: 'gemini-3.8-flash', messages, stream: false, ...fields };
}
