import type { FaultScript } from './fault-script.ts';

/** Scripts in which the caller aborts or leaves. */
export const callerScripts: readonly FaultScript[] = [
  {
    name: 'leave',
    from: ['s_break'],
    does: 'five pieces, then silence; the caller leaves its loop at the first',
    right: 'closes the connection immediately',
    order: 'stall',
    caller: 'leaves',
    streamed: { ends: 'left', requests: 1, closes: true },
  },
  {
    name: 'abort',
    from: ['s_abort'],
    does: 'silence in the middle of the answer; the caller aborts',
    right: "rejects within 100 ms with the caller's reason, and closes the connection",
    order: 'stall',
    caller: 'aborts the reading',
    plain: { ends: 'aborted', requests: 1, closes: true },
    streamed: { ends: 'aborted', requests: 1, closes: true },
  },
  {
    name: 'abort-before',
    from: ['case 8'],
    does: 'nothing: the signal has aborted before the call',
    right: "rejects with the caller's reason, and sends no request",
    caller: 'aborts before',
    plain: { ends: 'aborted', requests: 0 },
    streamed: { ends: 'aborted', requests: 0 },
  },
  {
    name: 'abort-wait',
    from: ['case 9'],
    does: '429 with a delay of 5 s; the caller aborts the wait',
    right: "rejects within 100 ms with the caller's reason",
    order: '429@5x*',
    caller: 'aborts the wait',
    plain: { ends: 'aborted', requests: 1 },
    streamed: { ends: 'aborted', requests: 1 },
  },
];
