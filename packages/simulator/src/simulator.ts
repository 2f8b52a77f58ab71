import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openai } from './faces/openai.ts';
import { type Failure, Refusal } from './failure.ts';
import { parseOr } from './json.ts';
import { type Pace, play } from './play.ts';
import { jsonReply, type Reply } from './reply.ts';
import { type LoggedRequest, openRequest } from './request-log.ts';
import { type Route, route, serviceURL } from './route.ts';
import type { Call, Service, ServiceName } from './service.ts';

/** How a simulator behaves. */
export interface SimulatorOptions extends Partial<Pace> {
  /** Port on 127.0.0.1. Default: a free one. */
  readonly port?: number;
}

/** Model services on loopback. */
export interface Simulator extends AsyncDisposable {
  /** Root address, for example `http://127.0.0.1:49152`. `${url}/v1` is the base URL of OpenAI's face. */
  readonly url: string;
  /** Every request that came, in order; it grows while the simulator runs. */
  readonly requests: readonly LoggedRequest[];
  /** The base URL to give to a client of a service. */
  baseURL(service: ServiceName): string;
  /** Breaks off what is going on, and frees the port. May be called again. */
  close(): Promise<void>;
}

const services: readonly [Service, ...Service[]] = [openai];

/**
 * Starts a simulator of the model services on 127.0.0.1.
 *
 * @throws Error when the port is taken
 */
export async function createSimulator({
  port = 0,
  pace = 0,
  firstTokenDelay = 0,
}: SimulatorOptions = {}): Promise<Simulator> {
  const requests: LoggedRequest[] = [];
  const server = createServer((request, response) => {
    void serve(request, response, requests, { pace, firstTokenDelay });
  });
  await listen(server, port);
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  };
  return {
    url,
    requests,
    baseURL: (service) => serviceURL(url, service, services),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  requests: LoggedRequest[],
  pace: Pace,
): Promise<void> {
  const text = await readText(request);
  if (text === undefined) return;
  const { pathname, searchParams: query } = new URL(request.url ?? '/', 'http://127.0.0.1');
  const found = route(pathname, services);
  const { method = 'GET', headers } = request;
  const body = parseOr(text);
  const entry = openRequest({ method, path: request.url ?? '/', service: found.service.name, headers, body });
  requests.push(entry);
  const reply = answer(found, { method, path: found.path, query, headers, body, ordinal: requests.length });
  await play(reply, response, entry, pace);
}

/** The whole body, `undefined` when the client left before it had come. */
async function readText(request: IncomingMessage): Promise<string | undefined> {
  try {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    return Buffer.concat(parts).toString('utf8');
  } catch {
    return undefined;
  }
}

function answer({ service }: Route, call: Call): Reply {
  try {
    return service.answer(call);
  } catch (error) {
    if (error instanceof Refusal) return failureReply(error.failure, service, call);
    throw error;
  }
}

function failureReply(failure: Failure, service: Service, call: Call): Reply {
  const { status, body, headers } = service.fail(failure, call);
  return jsonReply(body, { status, ...(headers && { headers }) });
}
