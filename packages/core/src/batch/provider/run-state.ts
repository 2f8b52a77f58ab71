import type { Job, Plan } from '../plan.ts';
import type { Draft, Drafts, PartLimits } from './drafts.ts';
import type { OpenService } from './open-service.ts';
import type { OutcomeWriter } from './outcomes.ts';
import type { Part } from './part.ts';
import type { ItemQueue } from './queue.ts';
import type { Submission } from './submit.ts';

/** State of a run over a batch API. */
export interface RunState extends Submission {
  readonly job: Job;
  readonly opened: OpenService;
  readonly plan: Plan;
  readonly outcomes: OutcomeWriter;
  readonly queue: ItemQueue;
  readonly limits: PartLimits;
  readonly drafts: Drafts;
  /** Parts that have not ended, by their number. */
  readonly parts: Map<number, Part>;
  /** Part that waits because the queue of the service is full. */
  draft: Draft | undefined;
  /** `true` if the queue of the service was full. Parts are then submitted one at a time until one succeeds. */
  isHeld: boolean;
}
