import type { Action, Reply } from '../reply.ts';

/** Pieces of a stream that come before a fault, where the order names no number. */
export const defaultPieces = 5;

/** What a reply does up to and with its n-th piece, and a plain one up to the middle of its body. */
export function beginning({ actions, stream }: Reply, pieces: number = defaultPieces): readonly Action[] {
  if (!stream) return actions.slice(0, -1).map(half);
  let seen = 0;
  const end = actions.findIndex((action) => isPiece(action) && ++seen > pieces);
  const last = actions.findLastIndex(isPiece);
  return actions.slice(0, end < 0 ? last + 1 : end);
}

/** What a reply would have done after its beginning. */
export function remainder(reply: Reply, pieces: number = defaultPieces): readonly Action[] {
  return reply.stream ? reply.actions.slice(beginning(reply, pieces).length) : [];
}

/** The same reply doing something else. */
export function doing(reply: Reply, ...actions: readonly Action[]): Reply {
  return { ...reply, actions };
}

function isPiece(action: Action | undefined): boolean {
  return action?.do === 'send' && action.piece === true;
}

/** Half of a body, sent with chunked encoding, so that only the text shows that something is missing. */
function half(action: Action): Action {
  if (action.do === 'send') return { ...action, data: String(action.data).slice(0, action.data.length / 2) };
  if (action.do !== 'head') return action;
  const { 'content-length': _, ...headers } = action.headers;
  return { ...action, headers };
}
