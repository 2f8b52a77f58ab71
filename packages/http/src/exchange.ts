import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import { whenAborted } from './abort.ts';
import { connectDeadline } from './connect-deadline.ts';
import type { Route } from './connections.ts';
import { type HttpError, httpError } from './errors.ts';
import { checkHeaders, describe, type Outgoing } from './outgoing.ts';

// Captured when this file loads, so that a test runner that fakes timers later does not block requests.
const { setImmediate } = globalThis;

/** Maximum number of interim responses (1xx) before the response. Servers send one or two. */
const mostInterim = 16;

/**
 * Sends a request and waits for the status and headers of the response.
 *
 * A server may have closed an idle kept-alive connection. Before a request uses one, the event loop therefore runs a
 * full turn to detect the close (two immediates have a poll for events between them). If the connection is closed,
 * another one is used. That is safe for a POST too, because no byte was sent. A request is never sent twice: a server
 * that closed the connection without an answer may have processed it. The caller then gets Node's `ECONNRESET` and
 * counts an attempt. The extra turn costs no measurable CPU, because concurrent requests are written together.
 *
 * @param connectTimeout seconds until a new connection must be ready
 * @throws HttpError with Node's code if the connection fails, `ERR_CONNECT_TIMEOUT` if it takes too long; the signal's
 *   reason if the signal aborts
 */
export function exchange(outgoing: Outgoing, route: Route, connectTimeout: number): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const request = open(outgoing, route);
  let sent = false;
  let settled = false;

  const settle = (): void => {
    settled = true;
    unwatch();
    callOff();
  };
  const fail = (reason: unknown): void => {
    settle();
    reject(reason);
    request.destroy();
  };
  const unwatch = whenAborted(outgoing.signal, fail);
  const callOff = connectDeadline(request, connectTimeout, () => fail(tooSlow(outgoing, connectTimeout)));

  let interim = 0;
  request.on('information', () => {
    interim += 1;
    if (interim > mostInterim) fail(unexpected(outgoing, `more than ${mostInterim} interim responses`));
  });
  request.on('upgrade', (_, socket) => {
    socket.destroy();
    fail(unexpected(outgoing, 'status 101, a switch to another protocol'));
  });
  request.on('response', (message) => {
    if (message.statusCode === 101) return fail(unexpected(outgoing, 'status 101, a switch to another protocol'));
    settle();
    resolve(message);
  });
  // Some ways to close a connection raise no error, for example a close by the process's proxy.
  request.on('close', () => {
    if (!settled) fail(httpError('ECONNRESET', `${describe(outgoing)}: the connection closed before the response`));
  });
  request.on('error', (error) => {
    if (settled) return;
    settle();
    if (request.reusedSocket && !sent) resolve(exchange(outgoing, route, connectTimeout));
    else reject(connectionFailed(outgoing, error));
  });

  const send = (): void => {
    sent = true;
    if (!settled) request.end(outgoing.body);
  };
  if (request.reusedSocket) setImmediate(setImmediate, send);
  else send();
  return promise;
}

/** Creates the request. Node checks the headers, so they are checked here only to describe what Node refuses. */
function open(outgoing: Outgoing, route: Route): ClientRequest {
  try {
    return route.request(toOptions(outgoing, route));
  } catch (error) {
    checkHeaders(outgoing.headers);
    throw error;
  }
}

function toOptions({ url, method, headers }: Outgoing, { agent }: Route): RequestOptions {
  const { hostname, port, pathname, search } = url;
  // Node needs an IPv6 address without the brackets that it has in a URL.
  return { hostname: hostname.replace(/^\[|\]$/g, ''), port, path: pathname + search, method, headers, agent };
}

function tooSlow(outgoing: Outgoing, connectTimeout: number): HttpError {
  const message = `${describe(outgoing)}: connecting timed out after ${connectTimeout} s (connectTimeout)`;
  return httpError('ERR_CONNECT_TIMEOUT', message);
}

function unexpected(outgoing: Outgoing, what: string): HttpError {
  return httpError('ERR_UNEXPECTED_STATUS', `${describe(outgoing)}: the server answered with ${what}`);
}

function connectionFailed(outgoing: Outgoing, error: NodeJS.ErrnoException): HttpError {
  const code = error.code ?? 'ERR_CONNECTION';
  hideCredentials(error);
  // A host with several addresses fails with an `AggregateError`, whose message is empty.
  return httpError(code, `${describe(outgoing)}: ${error.message || code}`, error);
}

/** Removes user name and password from URLs in an error of Node. Some of these errors quote the proxy URL. */
function hideCredentials(error: Error): void {
  const clean = (text: string): string => text.replaceAll(/\/\/[^/\s@]+@/g, '//');
  error.message = clean(error.message);
  if (error.stack !== undefined) error.stack = clean(error.stack);
}
