import type { ClientRequest } from 'node:http';

// Maximum delay of `setTimeout`. A longer delay would fire immediately.
const longest = 2 ** 31 - 1;

/**
 * Calls `onMissed` unless the request's new connection is ready in time. The time includes DNS, proxy and TLS.
 * A kept-alive connection has no deadline. Returns a function that cancels the deadline.
 */
export function connectDeadline(request: ClientRequest, seconds: number, onMissed: () => void): () => void {
  if (request.reusedSocket) return () => {};
  const timer = setTimeout(onMissed, Math.min(seconds * 1000, longest));
  const callOff = (): void => clearTimeout(timer);
  request.once('socket', (socket) => {
    // The agent hands over a proxy tunnel after its TLS handshake, so it is ready here.
    if (!socket.connecting) callOff();
    else socket.once(request.protocol === 'https:' ? 'secureConnect' : 'connect', callOff);
  });
  return callOff;
}
