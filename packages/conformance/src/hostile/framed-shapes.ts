import type { Socket } from 'node:net';
import { endless, eventStream, json, same } from './endless.ts';
import type { Shape } from './shape.ts';

/** Returns a stream that is broken below the protocol, for both kinds of requests. */
const broken = (name: string, piece: string): Shape => ({
  name,
  send: (response) => endless(response.writeHead(200, eventStream), same(piece)),
});

/** Returns a response written by hand. */
const written = (name: string, write: (socket: Socket) => void): Shape => ({
  name,
  send(response) {
    const { socket } = response;
    if (socket) write(socket);
  },
});

function pour(socket: Socket, piece: string): void {
  const bytes = Buffer.from(piece);
  const more = (): void => {
    while (!socket.destroyed && socket.write(bytes));
    if (!socket.destroyed) socket.once('drain', more);
  };
  more();
}

/** Responses without an end whose lines, white space, chunks or headers are hostile. */
export const framedShapes: readonly Shape[] = [
  broken('one line', 'a'.repeat(65_536)),
  broken('lines of one event', 'data: a\n'.repeat(5000)),
  broken('long lines of one event', `data: ${'a'.repeat(900)}\n`.repeat(50)),
  broken('line feeds', '\n'.repeat(65_536)),
  broken('spaces', ' '.repeat(65_536)),
  broken('carriage returns', '\r'.repeat(65_536)),
  broken('blank data', 'data:\n\n'.repeat(5000)),
  broken('comments', ': ping\n\n'.repeat(5000)),
  broken('named events', 'event: ping\n\n'.repeat(5000)),
  broken('ids', 'id: 1\n'.repeat(5000)),
  broken('lines of JSON', '{"a":1}\n'.repeat(5000)),
  broken('marks of byte order', '\u{feff}'.repeat(20_000)),
  {
    name: 'spaces before JSON',
    send: (response) => endless(response.writeHead(200, json), same(' \n'.repeat(30_000))),
  },
  {
    name: 'spaces within JSON',
    send(response) {
      response.writeHead(200, json).write('{"choices":[');
      endless(response, same(' '.repeat(65_536)));
    },
  },
  {
    name: 'chunks of one byte',
    timeout: 8,
    send: (response) => endless(response.writeHead(200, eventStream), same('a')),
  },
  written('headers without end', (socket) => {
    socket.write('HTTP/1.1 200 OK\r\n');
    pour(socket, 'x-header: value\r\n'.repeat(1000));
  }),
  written('one header without end', (socket) => {
    socket.write('HTTP/1.1 200 OK\r\nx-header: ');
    pour(socket, 'a'.repeat(65_536));
  }),
  written('interim responses', (socket) => pour(socket, 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n'.repeat(500))),
  written('chunk extensions', (socket) => {
    socket.write('HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n1;');
    pour(socket, 'a'.repeat(65_536));
  }),
  written('trailers', (socket) => {
    socket.write(
      'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n',
    );
    pour(socket, 'x-trailer: value\r\n'.repeat(1000));
  }),
];
