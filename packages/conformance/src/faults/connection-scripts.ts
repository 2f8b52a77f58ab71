import type { FaultScript, Right } from './fault-script.ts';

/** A cut plain answer is requested again. A cut stream is not, because the caller has seen its beginning. */
const again: Right = { ends: 'whole', requests: 2 };
const cut: Right = { ends: 'interrupted', requests: 1, keepsPartial: true };
const tooLate: Right = {
  ends: 'timeout',
  requests: 3,
  timeout: { firstToken: 0.4 },
  phase: 'firstToken',
  closes: true,
};
const tooQuiet: Right = {
  ends: 'timeout',
  requests: 1,
  timeout: { idle: 0.4 },
  phase: 'idle',
  keepsPartial: true,
  closes: true,
};

/** Scripts in which the connection breaks, ends too early, or goes silent. */
export const connectionScripts: readonly FaultScript[] = [
  {
    name: 'truncated',
    from: ['trunc_body', 's_trunc'],
    does: 'fewer bytes than content-length announces',
    right: 'plain: one retry; streamed: the pieces, then an error',
    order: 'truncated',
    plain: again,
    streamed: cut,
  },
  {
    name: 'cut',
    from: ['case 3'],
    does: 'the connection breaks in the middle',
    right: 'plain: one retry; streamed: the pieces, then an error',
    order: 'cut',
    plain: again,
    streamed: cut,
  },
  {
    name: 'early-end',
    from: ['s_eof', 'case 1'],
    does: 'the answer ends properly, but in the middle: no finish reason, no end marker',
    right: 'plain: one retry; streamed: the pieces, then an error',
    order: 'end',
    plain: again,
    streamed: cut,
  },
  {
    name: 'left-open',
    from: ['case 5'],
    does: 'the complete answer, but the connection stays open',
    right: 'the answer ends',
    order: 'left-open',
    streamed: { ends: 'whole', requests: 1, closes: true },
  },
  {
    name: 'silent-before',
    from: ['stall_hdr'],
    does: 'silence before the headers, every time',
    right: 'a timeout error for each attempt',
    order: 'slow-headersx*',
    plain: tooLate,
    streamed: tooLate,
  },
  {
    name: 'silent-body',
    from: ['stall_body'],
    does: 'headers, then silence (plain: after half of the body), every time',
    right: 'a timeout error for each attempt: the limit includes the body',
    order: 'stall-bodyx*',
    plain: tooLate,
    streamed: tooLate,
  },
  {
    name: 'silent-middle',
    from: ['s_stall', 'case 6'],
    does: 'five pieces, then silence',
    right: 'the pieces, then a timeout error',
    order: 'stall',
    streamed: tooQuiet,
  },
  {
    name: 'keep-alives',
    from: ['case 7'],
    does: 'five pieces (plain: half of the body), then comments or blank lines but no content',
    right: 'a timeout error: keep-alives are not content',
    order: 'keep-alivex*',
    plain: tooLate,
    streamed: tooQuiet,
  },
];
