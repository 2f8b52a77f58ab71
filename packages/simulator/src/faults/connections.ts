import type { Action, Reply } from '../reply.ts';
import { beginning, doing } from './cut.ts';
import type { Fault } from './fault.ts';

/** Names of the connection faults. */
export type ConnectionFault =
  | 'refused'
  | 'cut'
  | 'end'
  | 'truncated'
  | 'stall'
  | 'keep-alive'
  | 'stall-body'
  | 'slow-headers'
  | 'left-open';

/** Faults of the connection: it breaks, ends too early, or goes silent. */
export const connections: Readonly<Record<ConnectionFault, Fault>> = {
  refused: {
    summary: 'the connection is reset before the first byte',
    effect: 'network',
    apply: (reply) => doing(reply, { do: 'destroy' }),
  },
  cut: {
    summary: 'the connection breaks after some pieces, or in the middle of a plain answer',
    effect: 'break',
    apply: (reply, { at }) => doing(reply, ...beginning(reply, at), { do: 'destroy' }),
  },
  end: {
    summary: 'the response ends properly, but after some pieces only',
    effect: 'break',
    apply: (reply, { at }) => doing(reply, ...beginning(reply, at), { do: 'end' }),
  },
  truncated: {
    summary: 'the connection breaks before the bytes that content-length announces',
    effect: 'break',
    apply: (reply, { at }) => doing(reply, ...beginning(reply, at).map(promising(reply)), { do: 'destroy' }),
  },
  stall: {
    summary: 'silence after some pieces, until the client leaves',
    effect: 'stall',
    apply: (reply, { at }) => doing(reply, ...beginning(reply, at), { do: 'stall' }),
  },
  'keep-alive': {
    summary: 'comments but no content after some pieces, until the client leaves',
    effect: 'stall',
    apply: (reply, { at }) =>
      doing(reply, ...beginning(reply, at), { do: 'stall', ping: reply.stream ? ': keep-alive\n\n' : '\n' }),
  },
  'stall-body': {
    summary: 'silence after the headers, or in the middle of a plain answer',
    effect: 'stall',
    apply: (reply) => doing(reply, ...(reply.stream ? reply.actions.slice(0, 1) : beginning(reply)), { do: 'stall' }),
  },
  'slow-headers': {
    summary: 'silence before the headers, for as many seconds as ordered, or until the client leaves',
    effect: 'stall',
    apply: (reply, { at }) =>
      doing(reply, at === undefined ? { do: 'stall' } : { do: 'wait', seconds: at }, ...reply.actions),
  },
  'left-open': {
    summary: 'the whole answer with its end marker, but the connection stays open',
    effect: 'none',
    apply: (reply) =>
      doing(reply, ...reply.actions.map((action): Action => (action.do === 'end' ? { do: 'stall' } : action))),
  },
};

function promising(reply: Reply): (action: Action) => Action {
  const sizes = reply.actions.map((action) => (action.do === 'send' ? Buffer.byteLength(action.data) : 0));
  const length = sizes.reduce((sum, size) => sum + size, 0);
  return (action) =>
    action.do === 'head' ? { ...action, headers: { ...action.headers, 'content-length': String(length) } } : action;
}
