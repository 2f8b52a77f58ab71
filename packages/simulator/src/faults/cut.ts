import type { Action, Reply } from '../reply.ts';

/** Default number of pieces of a stream before a fault. */
export const defaultPieces = 5;

/** Returns the actions of a reply up to and including its n-th piece. For a plain reply, the first half of its body. */
export function beginning({ actions, stream }: Reply, pieces: number = defaultPieces): readonly Action[] {
  if (!stream) return actions.slice(0, -1).map(half);
  let seen = 0;
  const end = actions.findIndex((action) => isPiece(action) && ++seen > pieces);
  const last = actions.findLastIndex(isPiece);
  return actions.slice(0, end < 0 ? last + 1 : end);
}

/** Returns the actions of a reply after its beginning. */
export function remainder(reply: Reply, pieces: number = defaultPieces): readonly Action[] {
  return reply.stream ? reply.actions.slice(beginning(reply, pieces).length) : [];
}

/** Returns the reply with other actions. */
export function doing(reply: Reply, ...actions: readonly Action[]): Reply {
  return { ...reply, actions };
}

function isPiece(action: Action | undefined): boolean {
  return action?.do === 'send' && action.piece === true;
}

/** Returns the first half of a body in chunked encoding, so that only the JSON shows that it is incomplete. */
function half(action: Action): Action {
  if (action.do === 'send') return { ...action, data: String(action.data).slice(0, action.data.length / 2) };
  if (action.do !== 'head') return action;
  const { 'content-length': _, ...headers } = action.headers;
  return { ...action, headers };
}
