import type { FailureKind } from '../failure.ts';
import type { Reply } from '../reply.ts';
import type { Call, Service } from '../service.ts';

/** Circumstances of a fault. */
export interface FaultContext {
  /** Number in the order, for example 3 in `cut@3`: pieces before the fault, or seconds. */
  readonly at: number | undefined;
  readonly service: Service;
  readonly call: Call;
}

/**
 * Effect of a fault on a client: an error kind, a break after some pieces, silence, or none. `malformed`: the answer is
 * complete, in a form that only a tolerant client reads.
 */
export type FaultEffect = FailureKind | 'network' | 'break' | 'stall' | 'none' | 'malformed';

/** Description of a fault. */
export interface FaultInfo {
  /** Short description of the effect. */
  readonly summary: string;
  readonly effect: FaultEffect;
}

/** Fault of a service. */
export interface Fault extends FaultInfo {
  /** Returns the faulty reply for a correct one. */
  readonly apply: (reply: Reply, context: FaultContext) => Reply;
}
