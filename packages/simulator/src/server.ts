import type { IncomingMessage, ServerResponse } from 'node:http';
import { ConfigurationError } from '@rephysco/core';
import type { BatchDesk } from './batches/desk.ts';
import { aliyun } from './faces/aliyun.ts';
import { anthropic } from './faces/anthropic.ts';
import { gemini } from './faces/gemini.ts';
import { openai } from './faces/openai.ts';
import { siliconflow } from './faces/siliconflow.ts';
import { xai } from './faces/xai.ts';
import { type Failure, Refusal } from './failure.ts';
import type { OrderedFault } from './faults/order.ts';
import type { FaultQueue, OrderBook } from './faults/queue.ts';
import { parseOr, stringOf } from './json.ts';
import { type Pace, play } from './play.ts';
import { jsonReply, type Reply } from './reply.ts';
import { type OpenRequest, openRequest } from './request-log.ts';
import { route } from './route.ts';
import type { Call, Service } from './service.ts';

/** All services. The first one answers paths that name no service. */
export const services: readonly [Service, ...Service[]] = [openai, gemini, aliyun, xai, siliconflow, anthropic];

/** State that all requests share. */
export interface ServerState extends Pace {
  readonly requests: OpenRequest[];
  readonly queue: FaultQueue;
  readonly book: OrderBook;
  readonly desk: BatchDesk;
}

/** Answers one HTTP request. */
export async function serve(request: IncomingMessage, response: ServerResponse, state: ServerState): Promise<void> {
  const text = await readText(request);
  if (text === undefined) return;
  const { method = 'GET', headers, url = '/' } = request;
  const { pathname = '/', searchParams: query = new URLSearchParams() } = URL.parse(url, 'http://127.0.0.1') ?? {};
  const { service, path } = route(pathname, services);
  const body = parseOr(text);
  const entry = openRequest({ method, path: url, service: service.name, headers, body });
  const call: Call = {
    method,
    path,
    query,
    headers,
    body,
    text,
    desk: state.desk,
    ordinal: state.requests.push(entry),
  };
  const reply = answer(service, call, () => {
    const fault = takeFault(state, call, `${url}\n${text}`);
    entry.fault = fault?.name;
    return fault;
  });
  await play(reply, response, entry, state);
}

/** Returns the whole body, or `undefined` if the client left before it was complete. */
async function readText(request: IncomingMessage): Promise<string | undefined> {
  try {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    return Buffer.concat(parts).toString('utf8');
  } catch {
    return undefined;
  }
}

/** Returns the next fault. A fault order in the request precedes queued faults. */
function takeFault({ queue, book }: ServerState, call: Call, key: string): OrderedFault | undefined {
  const order = stringOf(call.headers['x-simulate']);
  return order === undefined ? queue.take(call.path) : book.next(order, `${order}\n${key}`);
}

function answer(service: Service, call: Call, takeFault: () => OrderedFault | undefined): Reply {
  try {
    const ordered = takeFault();
    const reply = ownAnswer(service, call);
    return ordered ? ordered.fault.apply(reply, { at: ordered.at, service, call }) : reply;
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return failureReply({ kind: 'bad_request', message: error.message, param: 'x-simulate' }, service, call);
  }
}

function ownAnswer(service: Service, call: Call): Reply {
  try {
    return service.answer(call);
  } catch (error) {
    if (error instanceof Refusal) return failureReply(error.failure, service, call);
    return failureReply({ kind: 'server', message: `The simulator itself failed: ${String(error)}` }, service, call);
  }
}

function failureReply(failure: Failure, service: Service, call: Call): Reply {
  const { status, body, headers } = service.fail(failure, call);
  return jsonReply(body, { status, ...(headers && { headers }) });
}
