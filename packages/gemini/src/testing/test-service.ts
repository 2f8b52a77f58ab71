import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Provider } from '@rephysco/core';
import type { GenerateRequest, ProviderOptions, WireObject } from '@rephysco/core/provider';
import { gemini } from '../gemini.ts';

/** What a service answers to one request. */
export type Reply = (response: ServerResponse, request: IncomingMessage) => unknown;

/** A request as a service saw it. */
export interface SeenRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: WireObject;
}

/** A service on loopback for one test, and a provider that asks it. */
export interface TestService extends AsyncDisposable {
  readonly baseURL: string;
  readonly provider: Provider;
  readonly requests: readonly SeenRequest[];
}

/** Serves replies in their order, the last one again and again. */
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

/** Replies with JSON. */
export function json(value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Reply {
  const text = JSON.stringify(value);
  return (response) => response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
}

/** Replies with server-sent events, each an object, framed as the service frames them. */
export function events(...chunks: readonly unknown[]): Reply {
  const text = chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\r\n\r\n`).join('');
  return (response) => response.writeHead(200, { 'content-type': 'text/event-stream' }).end(text);
}

/** An answer, or one event of it, with some parts. */
export function answer(parts: readonly unknown[], finishReason?: string): WireObject {
  const candidate = { content: { parts, role: 'model' }, index: 0, ...(finishReason && { finishReason }) };
  return { candidates: [candidate], modelVersion: 'gemini-3.8-flash', responseId: 'answer-1' };
}

/** A settled request to the default model. */
export function ask(fields: Partial<GenerateRequest> = {}): GenerateRequest {
  const messages = [{ role: 'user', content: 'Hi' }] as const;
  return { provider: 'gemini', model: 'gemini-3.8-flash', messages, stream: false, ...fields };
}
