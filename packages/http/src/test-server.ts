import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as createRawServer, type Server as RawServer, type Socket } from 'node:net';

/** Server on the loopback address for one test. */
export interface TestServer extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  /** All accepted connections, oldest first. */
  readonly sockets: readonly Socket[];
}

/** Starts an HTTP server with a handler. */
export function httpServer(handler: RequestListener): Promise<TestServer> {
  return listen(createServer(handler), 'http');
}

/** Starts a TCP server. `onConnection` runs for each connection and writes raw bytes. */
export function rawServer(onConnection: (socket: Socket) => void): Promise<TestServer> {
  return listen(createRawServer(onConnection), 'http');
}

/** Starts a server on a free loopback port. Disposing it closes all its connections. */
export async function listen(server: Server | RawServer, protocol: 'http' | 'https'): Promise<TestServer> {
  const sockets: Socket[] = [];
  server.on('connection', (socket: Socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${protocol}://127.0.0.1:${port}`,
    port,
    sockets,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Resolves when the connection is closed by either side. */
export async function closed(socket: Socket | undefined): Promise<void> {
  if (socket && !socket.destroyed) await new Promise<void>((resolve) => socket.once('close', () => resolve()));
}

/** Returns the text of a request's body. */
export async function textOf(request: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
