import { createAnswer, replay } from '../answer.ts';
import type { FinishEvent, StreamEvent } from '../events.ts';
import type { StoredAnswer } from './envelope.ts';

const kept: ReadonlySet<string> = new Set<FinishEvent['finishReason']>(['stop', 'length', 'tool_calls']);

/** The answer that events make, where it is one to keep: not one that was filtered or went wrong. */
export function toKeep(events: readonly StreamEvent[]): StoredAnswer | undefined {
  const answer = createAnswer();
  for (const event of events) answer.add(event);
  const result = answer.result();
  return result && kept.has(result.finishReason) ? result : undefined;
}

/** A kept answer as events, one for each part. */
export function* recall(answer: StoredAnswer): Generator<StreamEvent> {
  for (const event of replay(answer)) {
    if (event.type === 'finish') yield free(event);
    // The store may hold the very same object for others.
    else yield event.type === 'tool-call' ? structuredClone(event) : event;
  }
}

/** The end of an answer that nobody had to be asked for: its usage stands, its cost was saved. */
export function free(finish: FinishEvent): FinishEvent {
  const { cost } = finish;
  const saved = cost && { cost: { ...cost, amount: 0, estimated: false }, saved: cost };
  return { ...finish, ...saved, cached: true, attempts: [] };
}
