import type { FailureKind } from '../failure.ts';
import type { Reply } from '../reply.ts';
import type { Call, Service } from '../service.ts';

/** Where a fault happens. */
export interface FaultContext {
  /** The number of the order, for example 3 of `cut@3`: pieces before the fault, or seconds. */
  readonly at: number | undefined;
  readonly service: Service;
  readonly call: Call;
}

/**
 * What a caller who is not on a wire notices: a refusal, a break after some pieces, silence, or nothing. `malformed`: the
 * answer is whole, in a form that only a tolerant client reads.
 */
export type FaultEffect = FailureKind | 'network' | 'break' | 'stall' | 'none' | 'malformed';

/** What a fault is, in words. */
export interface FaultInfo {
  /** What happens, in a few words. */
  readonly summary: string;
  readonly effect: FaultEffect;
}

/** One way in which a service can fail. */
export interface Fault extends FaultInfo {
  /** Turns the reply that was due into the one that comes. */
  readonly apply: (reply: Reply, context: FaultContext) => Reply;
}
