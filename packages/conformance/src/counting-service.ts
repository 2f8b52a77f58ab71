import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Chat Completions service that counts the calls. Faults do not affect it. */
export interface CountingService extends AsyncDisposable {
  readonly port: number;
  /** Number of calls of each prompt. */
  readonly calls: ReadonlyMap<string, number>;
  /** Returns the number of calls in progress, of all workers or of one worker. */
  inFlight(worker?: string): number;
  /**
   * Returns the number of calls that were in progress at a time or later, of all workers or of one worker.
   *
   * @param time in milliseconds of `performance.now()`
   */
  unfinishedAt(time: number, worker?: string): number;
}

const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Returns the expected answer to a prompt. */
export const answerTo = (prompt: string): string => `The answer to '${prompt}' has ${prompt.length} letters.`;

/**
 * Starts the service at these addresses.
 *
 * @param latency shortest and longest duration of a call in milliseconds
 */
export async function startCountingService(
  addresses: readonly string[],
  [shortest, longest]: readonly [number, number] = [20, 80],
): Promise<CountingService> {
  const calls = new Map<string, number>();
  const list: { readonly worker: string; end: number }[] = [];

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // Each worker sends its name as API key.
    const worker = String(request.headers.authorization).replace('Bearer ', '');
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { messages } = JSON.parse(Buffer.concat(chunks).toString()) as { messages: { content: string }[] };
    const prompt = messages.at(-1)?.content ?? '';
    calls.set(prompt, (calls.get(prompt) ?? 0) + 1);
    const call = { worker, end: Infinity };
    list.push(call);
    if (longest > 0) await wait(shortest + Math.random() * (longest - shortest));
    call.end = performance.now();
    const message = { role: 'assistant', content: answerTo(prompt) };
    const usage = { prompt_tokens: 10, completion_tokens: 10, total_tokens: 20 };
    const choices = [{ index: 0, message, finish_reason: 'stop' }];
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ id: 'x', object: 'chat.completion', model: 'counted', choices, usage }));
  }
  const unfinishedAt = (time: number, worker?: string): number =>
    list.filter((call) => call.end >= time && (worker === undefined || call.worker === worker)).length;
  const servers: Server[] = [];
  let port = 0;
  for (const address of addresses) {
    const server = createServer((request, response) => void answer(request, response).catch(() => response.destroy()));
    await once(server.listen(port, address), 'listening');
    port = (server.address() as AddressInfo).port;
    servers.push(server);
  }
  return {
    port,
    calls,
    inFlight: (worker) => unfinishedAt(performance.now(), worker),
    unfinishedAt,
    async [Symbol.asyncDispose]() {
      for (const server of servers) {
        server.close();
        server.closeAllConnections();
      }
    },
  };
}
