import type { Reply } from '../reply.ts';

/** Returns a reply with one JSON text per line, sent in pieces of 100 lines. */
export function linesReply(lines: readonly string[], contentType = 'application/octet-stream'): Reply {
  const pieces: string[] = [];
  for (let at = 0; at < lines.length; at += 100) pieces.push(`${lines.slice(at, at + 100).join('\n')}\n`);
  return {
    actions: [
      { do: 'head', status: 200, headers: { 'content-type': contentType } },
      ...pieces.map((data) => ({ do: 'send', data, piece: true }) as const),
      { do: 'end' },
    ],
    stream: false,
    pieces: pieces.length,
  };
}

/** Converts milliseconds to whole seconds. */
export const seconds = (milliseconds: number): number => Math.floor(milliseconds / 1000);
