import type { ClientRequest } from 'node:http';

// The longest that setTimeout can wait; more would fire at once.
const longest = 2 ** 31 - 1;

/**
 * Calls back unless a request's new connection stands in time: name look-up, proxy and TLS included.
 * A kept-alive connection has no deadline. Returns what calls it off.
 */
export function connectDeadline(request: ClientRequest, seconds: number, onMissed: () => void): () => void {
  if (request.reusedSocket) return () => {};
  const timer = setTimeout(onMissed, Math.min(seconds * 1000, longest));
  const callOff = (): void => clearTimeout(timer);
  request.once('socket', (socket) => {
    // A tunnel through a proxy is handed over when its TLS stands already.
    if (!socket.connecting) callOff();
    else socket.once(request.protocol === 'https:' ? 'secureConnect' : 'connect', callOff);
  });
  return callOff;
}
