import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LLMClient, type LLMClientOptions } from '@rephysco/core';
import type { ProviderOptions, WireObject } from '@rephysco/core/provider';
import type { Dialect } from '../dialect.ts';
import { openaiCompatible } from '../provider.ts';

/** Request as received by the test service. */
export interface SeenRequest {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: WireObject;
  readonly raw: string;
}

/** Function that sends the response to one request. */
export type Reply = (response: ServerResponse, request: SeenRequest) => unknown;

/** Test service on the loopback address, with a client of a provider that uses it. */
export interface TestService extends AsyncDisposable {
  readonly client: LLMClient;
  readonly requests: readonly SeenRequest[];
  readonly baseURL: string;
}

/** Options of a test service. */
export interface TestServiceOptions {
  readonly dialect?: Partial<Dialect>;
  readonly provider?: ProviderOptions;
  readonly client?: Partial<LLMClientOptions>;
}

/** Starts a service that sends the replies in order and repeats the last one. */
export async function testService(
  replies: Reply | readonly Reply[],
  options: TestServiceOptions = {},
): Promise<TestService> {
  const list = typeof replies === 'function' ? [replies] : replies;
  const requests: SeenRequest[] = [];
  const server = createServer((message, response) => {
    const chunks: Buffer[] = [];
    message.on('data', (chunk: Buffer) => chunks.push(chunk));
    message.on('end', () => {
      const raw = Buffer.concat(chunks).toString();
      const { method, url: path, headers } = message;
      const seen = { method, path, headers, raw, body: (raw === '' ? {} : JSON.parse(raw)) as WireObject };
      requests.push(seen);
      list[Math.min(requests.length, list.length) - 1]?.(response, seen);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  const definition = openaiCompatible({ name: 'test', baseURL, models: {}, defaultModel: 'm', ...options.dialect });
  const provider = definition.create({ apiKey: 'a-made-up-key', baseURL, ...options.provider });
  const client = new LLMClient({ provider, maxRetries: 0, ...options.client });
  return {
    client,
    requests,
    baseURL,
    async [Symbol.asyncDispose]() {
      await client.close();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** Returns a reply with a JSON body. */
export function json(value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Reply {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return (response) => response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
}

/** Returns a reply with a text that should be a stream of events. */
export function stream(...pieces: readonly string[]): Reply {
  return (response) => response.writeHead(200, { 'content-type': 'text/event-stream' }).end(pieces.join(''));
}

/** Returns one server-sent event. */
export const event = (data: unknown, name?: string): string =>
  `${name === undefined ? '' : `event: ${name}\n`}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;

/** End marker of a stream. */
export const done = 'data: [DONE]\n\n';

/** Returns a chunk of a completion. */
export const chunk = (delta: unknown, finish: string | null = null, fields: object = {}): string =>
  event({
    id: 'c',
    object: 'chat.completion.chunk',
    model: 'm',
    choices: [{ index: 0, delta, finish_reason: finish, ...fields }],
  });

/** Returns a whole completion. */
export const completion = (message: unknown, finish: string | null = 'stop', fields: object = {}): object => ({
  id: 'c',
  object: 'chat.completion',
  model: 'm',
  choices: [{ index: 0, message, finish_reason: finish }],
  usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
  ...fields,
});

/** Returns a reply that is whole or streamed, as requested. */
export const either =
  (message: object, finish = 'stop'): Reply =>
  (response, request) => {
    const reply = request.body.stream
      ? stream(chunk(message), chunk({}, finish), done)
      : json(completion(message, finish));
    reply(response, request);
  };
