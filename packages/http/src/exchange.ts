import type { IncomingMessage, RequestOptions } from 'node:http';
import { whenAborted } from './abort.ts';
import { connectDeadline } from './connect-deadline.ts';
import type { Route } from './connections.ts';
import { type HttpError, httpError } from './errors.ts';
import { describe, type Outgoing } from './outgoing.ts';

// Taken when this file loads: a test runner that fakes the timers later must not stop requests.
const { setImmediate } = globalThis;

/** Largest number of interim responses (1xx) before the response. Servers send one or two. */
const mostInterim = 16;

/**
 * Sends a request and waits for the head of the answer.
 *
 * A server may have closed a kept-alive connection while it idled. So before a request goes out on one, the event loop
 * gets a full turn to learn of that (two immediates have a poll for events between them), and if the connection is
 * gone, another takes its place: safe for a POST too, as not a byte of it has left. Once it has left it is never sent
 * twice, since a server that hung up without an answer may have acted on it: that is an error with Node's `ECONNRESET`,
 * for the caller to count as an attempt. The turn costs no CPU (measured), as requests that start together are then
 * written together.
 *
 * @param connectTimeout seconds until a new connection must stand
 * @throws HttpError with Node's code when the connection fails, `ERR_CONNECT_TIMEOUT` when it takes too long;
 *   the signal's reason when that aborts
 */
export function exchange(outgoing: Outgoing, route: Route, connectTimeout: number): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const request = route.request(toOptions(outgoing, route));
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
  request.once('upgrade', (_, socket) => {
    socket.destroy();
    fail(unexpected(outgoing, 'status 101, a switch to another protocol'));
  });
  request.once('response', (message) => {
    if (message.statusCode === 101) return fail(unexpected(outgoing, 'status 101, a switch to another protocol'));
    settle();
    resolve(message);
  });
  // Some ways for a connection to end, such as one that the proxy of a process closes, raise no error.
  request.once('close', () => {
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

function toOptions({ url, method, headers }: Outgoing, { agent }: Route): RequestOptions {
  const { hostname, port, pathname, search } = url;
  // IPv6 addresses stand in brackets in a URL only.
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
  // A host with several addresses fails with an AggregateError, whose message is empty.
  return httpError(code, `${describe(outgoing)}: ${error.message || code}`, error);
}

/** Takes user name and password out of URLs in an error of Node: it quotes the proxy in some of them. */
function hideCredentials(error: Error): void {
  const clean = (text: string): string => text.replaceAll(/\/\/[^/\s@]+@/g, '//');
  error.message = clean(error.message);
  if (error.stack !== undefined) error.stack = clean(error.stack);
}
