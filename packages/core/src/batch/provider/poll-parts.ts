import type { BatchState } from '../../contract/batch-service.ts';
import { NotFoundError } from '../../contract/errors.ts';
import { collect } from './collect.ts';
import { type EndedPart, ended } from './ended.ts';
import type { Part, PartItem } from './part.ts';
import { repeat } from './patience.ts';
import type { RunState } from './run-state.ts';
import { requestLimit } from './submit.ts';

/**
 * Queries the state of all parts, and collects the results of those that have ended.
 *
 * @returns `true` if a part ended
 * @throws ProviderError for a part that failed as a whole, ConfigurationError for one that was cancelled
 */
export async function pollParts(run: RunState): Promise<boolean> {
  let isAnyEnded = false;
  for (const part of [...run.parts.values()]) {
    const wasKnown = part.ids.length > 0 || part.state !== undefined;
    part.state = await stateOf(run, part);
    if (part.state.status === 'queued' || part.state.status === 'running') continue;
    isAnyEnded = true;
    const { isFull, hasResults, error } = await finish(run, part);
    run.isHeld = isFull || (run.isHeld && !hasResults);
    // If a part of an earlier run failed before this run, the error is not thrown, and the items are sent again.
    if (error !== undefined && wasKnown) throw error as Error;
  }
  run.job.report();
  return isAnyEnded;
}

async function stateOf({ service, patience }: RunState, { stored }: Part): Promise<BatchState> {
  const handle = { id: stored.batch as string };
  try {
    return await repeat((signal) => service.poll(handle, signal), patience, requestLimit);
  } catch (error) {
    // The results are missing too, and `collect` reports that.
    if (error instanceof NotFoundError) return { status: 'done' };
    throw error;
  }
}

/** Records the outcomes of a part that has ended, and puts its other items back into the queue. */
async function finish(run: RunState, part: Part): Promise<EndedPart> {
  const { queue, limits, outcomes, journal, parts, opened } = run;
  const { stored, state } = part;
  await queue.readPart(part);
  const end = ended(part, limits, opened.provider);
  for (const { item, error } of end.invalid) outcomes.record(item, { error });
  const again = end.hasResults ? await collectOrFail(run, part) : [...part.items.values()];
  journal.update({ ...stored, end: state?.status ?? 'done' });
  parts.delete(stored.part);
  for (const item of again) {
    item.hold?.free();
    delete item.hold;
    queue.push(item);
  }
  return end;
}

async function collectOrFail({ opened, outcomes, patience }: RunState, part: Part): Promise<readonly PartItem[]> {
  try {
    return await collect(opened, part, outcomes, patience);
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    // The results were already billed, so the items are sent again only with `retryFailed`.
    for (const item of part.items.values()) outcomes.record(item, { error });
    return [];
  }
}
