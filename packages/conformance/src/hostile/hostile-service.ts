/** Hostile service in a separate process. Prints its port, and ends with its parent process. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { protocolOf } from './protocol.ts';
import { shapes } from './shapes.ts';

const server = createServer((request, response) => {
  // The path begins with `/provider/place of the shape`.
  const [, provider = '', place = ''] = request.url?.split('/') ?? [];
  response.on('error', () => {});
  request
    .on('error', () => {})
    .resume()
    .once('end', () => shapes[Number(place)]?.send(response, protocolOf(provider)));
});
server.on('clientError', (_, socket) => socket.destroy());
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
process.stdin.on('end', () => process.exit()).resume();
