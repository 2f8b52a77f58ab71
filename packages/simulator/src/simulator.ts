import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BatchOrder } from './batches/batch-order.ts';
import { createDesk } from './batches/desk.ts';
import type { FaultOrder } from './faults/order.ts';
import { createFaultQueue, createOrderBook } from './faults/queue.ts';
import type { LoggedRequest } from './request-log.ts';
import { serviceURL } from './route.ts';
import { type ServerState, serve, services } from './server.ts';
import type { ServiceName } from './service.ts';

/** Options of `createSimulator`. */
export interface SimulatorOptions {
  /** Port on 127.0.0.1. @default a free port */
  readonly port?: number;
  /** Seconds between two pieces of an answer. A plain answer is delayed by the sum of its pieces. @default 0 */
  readonly pace?: number;
  /** Seconds before the first piece. @default 0 */
  readonly firstTokenDelay?: number;
  /** Number of polls of its state after which a batch ends. @default 1 */
  readonly batchPolls?: number;
  /** Minimum number of seconds from the creation of a batch to its end. @default 0 */
  readonly batchDelay?: number;
  /** Faults of the first requests, in sequence. */
  readonly faults?: readonly FaultOrder[];
}

/** Running simulator of model services on the loopback address. */
export interface Simulator extends AsyncDisposable {
  /** Root URL, for example `http://127.0.0.1:49152`. `${url}/v1` is the base URL of the simulated OpenAI. */
  readonly url: string;
  /** All received requests, in order. Grows while the simulator runs. */
  readonly requests: readonly LoggedRequest[];
  /** Returns the base URL for a client of a service. */
  baseURL(service: ServiceName): string;
  /**
   * Applies a fault to the next requests, after the faults that are already queued.
   *
   * @param options `times`: number of times that the order is queued, default 1; `path`: only for requests whose path
   *   contains it
   * @throws ConfigurationError for an unknown fault
   */
  fail(order: FaultOrder, options?: { readonly times?: number; readonly path?: string }): void;
  /** Removes queued faults that have not been applied. */
  forgetFaults(): void;
  /** Created batches, in order, with their number of requests and the ids of these. */
  readonly batches: readonly { readonly id: string; readonly lines: number; readonly requestIds: readonly string[] }[];
  /**
   * Sets the outcome of the next batches, for example `expired@2` or `queue-full`.
   *
   * @throws ConfigurationError for an unknown order
   */
  failBatch(order: BatchOrder): void;
  /** Aborts running exchanges and frees the port. Safe to call more than once. */
  close(): Promise<void>;
}

/**
 * Starts a simulator of the model services on 127.0.0.1. It needs no key and no network. Every answer states that it is
 * simulated.
 *
 * @throws Error if the port is in use
 * @throws ConfigurationError for an unknown fault
 * @example
 * ```ts
 * await using simulator = await createSimulator({ faults: ['429x2'] });
 * const client = new LLMClient({ provider: 'openai', apiKey: 'any', baseURL: simulator.baseURL('openai') });
 * ```
 */
export async function createSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { port = 0, pace = 0, firstTokenDelay = 0, faults = [] } = options;
  const { batchPolls = 1, batchDelay = 0 } = options;
  const state: ServerState = {
    requests: [],
    queue: createFaultQueue(),
    book: createOrderBook(),
    desk: createDesk({ polls: batchPolls, delay: batchDelay }),
    pace,
    firstTokenDelay,
  };
  for (const order of faults) state.queue.add(order);
  const server = createServer((request, response) => void serve(request, response, state));
  await listen(server, port);
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = (): Promise<void> => {
    for (const request of state.requests) request.close('simulator');
    return shut(server);
  };
  return {
    url,
    requests: state.requests,
    baseURL: (service) => serviceURL(url, service, services),
    fail(order, { times = 1, path } = {}) {
      for (let time = 0; time < times; time += 1) state.queue.add(order, path);
    },
    get batches() {
      return [...state.desk.batches.values()].map(({ id, lines }) => {
        return { id, lines: lines.length, requestIds: lines.map((line) => line.id) };
      });
    },
    failBatch: state.desk.order,
    forgetFaults: state.queue.clear,
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

async function shut(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}
