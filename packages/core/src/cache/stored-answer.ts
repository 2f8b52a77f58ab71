import type { FinishEvent } from '../contract/events.ts';
import type { GenerateRequest } from '../contract/request.ts';
import { createAnswer } from '../stream/answer.ts';
import type { Batch } from '../stream/batches.ts';
import { plausibleCost, plausibleUsage } from '../stream/plausible.ts';
import { replay } from '../stream/replay.ts';
import type { StoredAnswer } from './envelope.ts';

const kept: ReadonlySet<string> = new Set<FinishEvent['finishReason']>(['stop', 'length', 'tool_calls']);

/** Returns the answer of a request if it can be stored. Filtered and failed answers cannot. */
export function storableAnswer(batches: readonly Batch[]): StoredAnswer | undefined {
  const finish = batches.at(-1)?.at(-1);
  if (finish?.type !== 'finish' || !kept.has(finish.finishReason)) return undefined;
  const answer = createAnswer();
  for (const batch of batches) for (const event of batch) answer.add(event);
  return { ...finish, content: answer.content(), warnings: finish.warnings ?? [] };
}

/** Returns `true` for a stored answer that matches the schema of the call. Returns `false` if the check throws. */
export async function accepts({ accepts: check }: GenerateRequest, stored: StoredAnswer): Promise<boolean> {
  if (!check) return true;
  const answer = createAnswer();
  for (const event of replay(stored)) answer.add(event);
  const result = answer.result();
  try {
    return result !== undefined && (await check(result));
  } catch {
    return false;
  }
}

const recalled = new WeakMap<StoredAnswer, Batch>();

/** Converts a stored answer to events, one per part. Caches the events of an answer object. */
export function replayStored(answer: StoredAnswer): Batch {
  let batch = recalled.get(answer);
  if (!batch) {
    const { usage, cost } = answer;
    const told = { ...answer, usage: plausibleUsage(usage), cost: plausibleCost(cost) };
    batch = copyForReader([...replay(told)], { free: true }).map((event) => Object.freeze(event));
    recalled.set(answer, batch);
  }
  return copyForReader(batch, { free: false });
}

/**
 * Returns the events for one of several readers. Copies the arguments of tool calls. If the answer is `free`, sets the
 * cost to zero, `saved` to the original cost, and `cached` to `true`. `usage` stays unchanged.
 */
export function copyForReader(batch: Batch, { free }: { readonly free: boolean }): Batch {
  if (!free && !batch.some(({ type }) => type === 'tool-call')) return batch;
  return batch.map((event) => {
    if (event.type === 'tool-call') return structuredClone(event);
    return event.type === 'finish' && free ? freed(event) : event;
  });
}

function freed(finish: FinishEvent): FinishEvent {
  const { cost } = finish;
  const saved = cost && { cost: { ...cost, amount: 0, estimated: false }, saved: cost };
  return { ...finish, ...saved, cached: true, attempts: [] };
}
