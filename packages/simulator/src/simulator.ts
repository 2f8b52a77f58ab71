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

/** How a simulator behaves. */
export interface SimulatorOptions {
  /** Port on 127.0.0.1. Default: a free one. */
  readonly port?: number;
  /** Seconds between two pieces of an answer. A plain answer takes as long as its pieces would. Default 0. */
  readonly pace?: number;
  /** Seconds before the first piece. Default 0. */
  readonly firstTokenDelay?: number;
  /** Number of times that the state of a batch is asked for before the batch ends. Default 1. */
  readonly batchPolls?: number;
  /** Seconds from the creation of a batch to its end at least. Default 0. */
  readonly batchDelay?: number;
  /** Faults that the first requests meet, one after the other. */
  readonly faults?: readonly FaultOrder[];
}

/** Model services on loopback. */
export interface Simulator extends AsyncDisposable {
  /** Root address, for example `http://127.0.0.1:49152`. `${url}/v1` is the base URL of OpenAI's face. */
  readonly url: string;
  /** Every request that came, in order; it grows while the simulator runs. */
  readonly requests: readonly LoggedRequest[];
  /** The base URL to give to a client of a service. */
  baseURL(service: ServiceName): string;
  /**
   * Makes the next requests meet a fault, after those ordered before.
   *
   * @param options `times`: how often the order is placed, default 1; `path`: only for requests whose path has it
   * @throws ConfigurationError for a fault that does not exist
   */
  fail(order: FaultOrder, options?: { readonly times?: number; readonly path?: string }): void;
  /** Removes the faults that were ordered and met no request. */
  forgetFaults(): void;
  /** Batches that were created, in order, with the number of their requests and the ids of these. */
  readonly batches: readonly { readonly id: string; readonly lines: number; readonly requestIds: readonly string[] }[];
  /**
   * Decides what happens to the next batches, for example `expired@2` or `queue-full`.
   *
   * @throws ConfigurationError for an unknown order
   */
  failBatch(order: BatchOrder): void;
  /** Breaks off what is going on, and frees the port. May be called again. */
  close(): Promise<void>;
}

/**
 * Starts a simulator of the model services on 127.0.0.1. It needs no key and no network, and says in every answer
 * that the answer is simulated.
 *
 * @throws Error when the port is taken
 * @throws ConfigurationError for a fault that does not exist
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
