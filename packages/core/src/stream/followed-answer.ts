import type { ContentPart } from '../contract/message.ts';
import type { GenerateResult } from '../contract/result.ts';
import { type Answer, type AnswerPlace, createAnswer } from './answer.ts';
import type { Batch } from './batches.ts';

/** Answer of a protocol after one of its batches. */
interface Shared {
  readonly answer: Answer;
  /** Number of batches before this one. */
  readonly number: number;
  readonly place: AnswerPlace;
}

const batches = new WeakMap<Batch, Shared>();
const counts = new WeakMap<Answer, number>();

/**
 * Shares the answer that a protocol builds with the reader of its batches, which then need not build its own: a long
 * answer is in memory once. Call it with each batch, after its events were added to the answer. Returns the batch.
 */
export function shareBatch(batch: Batch, answer: Answer): Batch {
  const number = counts.get(answer) ?? 0;
  counts.set(answer, number + 1);
  batches.set(batch, { answer, number, place: answer.place() });
  return batch;
}

/** Answer that is built from batches. */
export interface FollowedAnswer {
  add(batch: Batch): void;
  content(): readonly ContentPart[];
  result(): GenerateResult | undefined;
}

/**
 * Creates an empty answer. It uses the answer of the protocol while all batches arrive that the protocol shared, and
 * builds its own from the first batch that another layer changed, added or left out.
 */
export function followAnswer(): FollowedAnswer {
  let followed: Shared | undefined;
  let own: Answer | undefined;
  const current = (): Answer => own ?? followed?.answer.upTo(followed.place) ?? createAnswer();
  return {
    add(batch) {
      const shared = own ? undefined : batches.get(batch);
      if (shared && isNext(shared, followed)) {
        followed = shared;
        return;
      }
      own ??= current();
      for (const event of batch) own.add(event);
    },
    content: () => current().content(),
    result: () => current().result(),
  };
}

function isNext({ answer, number }: Shared, before: Shared | undefined): boolean {
  return before ? answer === before.answer && number === before.number + 1 : number === 0;
}
