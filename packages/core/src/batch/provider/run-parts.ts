import { ProviderError } from '../../contract/errors.ts';
import { sleep } from '../../util/abort.ts';
import { randomSalt } from '../../util/sha256.ts';
import type { ProviderBatch } from '../batch-types.ts';
import { createPlan, type Finished, type Job } from '../plan.ts';
import { createDrafts, type Draft, firstLimits } from './drafts.ts';
import type { OpenService } from './open-service.ts';
import { createOutcomeWriter } from './outcomes.ts';
import { type Part, requestId, runOf } from './part.ts';
import { pollParts } from './poll-parts.ts';
import { createQueue } from './queue.ts';
import type { RunState } from './run-state.ts';
import { recover, type Submission, submit } from './submit.ts';

/** Settings with which a run submits its batches and waits for them. */
export interface WaitOptions {
  readonly wait: boolean;
  /** Seconds before the first query of the state. */
  readonly pollInterval: number;
  /** Maximum number of items per part. */
  readonly partSize: number | undefined;
}

/** Maximum number of batches in progress, unless the service has another limit. */
const defaultBatches = 100;
const longestWait = 60;

/**
 * Submits the unfinished items to a batch API. Yields the known outcomes in order and in groups.
 *
 * @throws ProviderError for a batch that fails as a whole, and BudgetExceededError; finished items are kept
 */
export async function* runParts(
  job: Job,
  opened: OpenService,
  options: WaitOptions,
): AsyncGenerator<Iterable<Finished>> {
  const { wait, pollInterval } = options;
  const pause = (): Promise<void> => sleep(interval, job.signal);
  let interval = pollInterval;
  const run = await startRun(job, opened, options);
  const { parts, plan, queue } = run;
  job.totals.setBatches(() => [...parts.values()].map(toProviderBatch));
  try {
    while (true) {
      yield* submitAll(run);
      yield plan.finished();
      if (parts.size === 0) break;
      const isAnyEnded = await pollParts(run);
      yield plan.finished();
      if (isAnyEnded && !run.isHeld) {
        interval = pollInterval;
        continue;
      }
      if (!wait) break;
      await pause();
      interval = Math.min(interval * 1.5, Math.max(longestWait, pollInterval));
    }
  } finally {
    await queue.close();
  }
}

async function startRun(job: Job, opened: OpenService, { pollInterval, partSize }: WaitOptions): Promise<RunState> {
  const { journal, signal } = job;
  const { service, provider } = opened;
  const patience = { signal, firstWait: Math.min(1, pollInterval), provider };
  const id = runOf(journal.parts.values()) ?? randomSalt().slice(0, 8);
  const submission: Submission = { service, journal, patience, run: id };
  const parts = new Map<number, Part>();
  for (const part of await recover(submission, () => sleep(pollInterval, signal))) parts.set(part.stored.part, part);
  const plan = createPlan(job);
  const outcomes = createOutcomeWriter(job, plan);
  const queue = createQueue(plan.open(), (item) => {
    const part = item.sent && parts.get(item.sent.part);
    if (!item.sent || !part) return false;
    part.items.set(requestId(id, { index: item.sent.index, key: item.key }), item);
    return true;
  });
  const limits = firstLimits(service, partSize);
  const drafts = createDrafts(opened, { queue, limits, outcomes, run: id });
  const fresh = { draft: undefined, isHeld: false };
  return { ...submission, ...fresh, job, opened, plan, outcomes, queue, limits, drafts, parts };
}

/** Submits parts as long as the limits of the service allow it. */
async function* submitAll(run: RunState): AsyncGenerator<Iterable<Finished>> {
  const { parts, service, drafts, job, plan } = run;
  while (parts.size < (service.limits.batches ?? defaultBatches) && !(run.isHeld && parts.size > 0)) {
    run.draft ??= await drafts.next();
    if (!run.draft || !hasRoom(run, run.draft)) break;
    const part = await submitOrHold(run, run.draft);
    if (!part) break;
    run.draft = undefined;
    parts.set(part.stored.part, part);
    job.report();
    yield plan.finished();
  }
  if (!run.draft && drafts.blocked && parts.size === 0) throw drafts.blocked;
}

/** Submits a part. If the service accepts no more parts now, the part waits until a part in progress has ended. */
async function submitOrHold(run: RunState, draft: Draft): Promise<Part | undefined> {
  try {
    return await submit(run, draft);
  } catch (error) {
    if (run.parts.size === 0 || !(error instanceof ProviderError) || error.kind !== 'rate_limit') throw error;
    run.isHeld = true;
    return undefined;
  }
}

function hasRoom({ parts, limits }: RunState, { tokens }: Draft): boolean {
  const waiting = [...parts.values()].reduce((sum, part) => sum + part.tokens, 0);
  return parts.size === 0 || limits.tokens === undefined || waiting + tokens <= limits.tokens;
}

function toProviderBatch({ stored, state }: Part): ProviderBatch {
  const status = state?.status === 'running' ? 'running' : 'queued';
  return { id: stored.batch, items: stored.lines, finished: state?.finished, status };
}
