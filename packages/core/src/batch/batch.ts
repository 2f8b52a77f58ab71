import type { Budget } from '../contract/budget.ts';
import { clock } from '../util/clock.ts';
import { defined } from '../util/defined.ts';
import type { EngineCalls } from './batch-engine.ts';
import type { BatchItems } from './batch-input.ts';
import type { BatchClient, BatchState } from './batch-state.ts';
import type { BatchItem, BatchOptions } from './batch-types.ts';
import { createBreath } from './breath.ts';
import { type BatchJournal, openJournal } from './journal.ts';
import { settle } from './journal-heading.ts';
import { noJournal } from './no-journal.ts';
import { type BatchOutput, createOutput } from './output.ts';
import type { Job } from './plan.ts';
import { openService } from './provider/open-service.ts';
import { runParts } from './provider/run-parts.ts';
import { countItems } from './read-items.ts';
import { runCalls } from './run-calls.ts';
import type { AnyResult } from './stored-outcome.ts';
import { createTotals, type Totals } from './totals.ts';

/** Shortest time between two calls of `onProgress`, in milliseconds. */
const progressInterval = 100;

/**
 * Runs a batch and yields the outcomes in the order of the items.
 *
 * @throws ConfigurationError for a journal, output or input file that cannot be used
 * @throws ProviderError for a wrong key or an exhausted credit, and BudgetExceededError; finished items are kept
 */
export async function* runBatch(
  client: BatchClient,
  items: BatchItems<unknown>,
  options: BatchOptions,
  state: BatchState,
): AsyncGenerator<BatchItem<AnyResult>> {
  const { output, journal: given, via, concurrency, retryFailed = false, maxCost, onProgress, ...others } = options;
  const { wait = true, pollInterval = 10, partSize, ...shared } = others;
  const path = given ?? (output === undefined ? undefined : `${output}.journal`);
  const settled = settle(client.provider, shared.model ?? client.model, { ...client.defaults, ...defined(shared) });
  const journal = path === undefined ? noJournal() : openJournal(path, settled);
  let file: BatchOutput | undefined;
  let engine: EngineCalls | undefined;
  try {
    file = output === undefined ? undefined : createOutput(output, journal);
    const totals = createTotals(countItems(items), journal.spent);
    const report = createReport(totals, state, onProgress);
    const budget = maxCost === undefined ? undefined : remaining(maxCost, journal);
    const job: Job = {
      journal,
      totals,
      report,
      items,
      retryFailed,
      concurrency: concurrency ?? (typeof via === 'object' ? via.concurrency : undefined),
      signal: shared.signal ?? client.defaults.signal,
      isRead: state.isRead,
    };
    const call = { ...shared, notify: shared.notify ?? client.defaults.notify };
    if (typeof via === 'object')
      engine = await via.open({ provider: client.provider, model: shared.model ?? client.model, journal: path });
    const finished =
      via === 'provider'
        ? runParts(job, await openService(client, call, budget), { wait, pollInterval, partSize })
        : runCalls(job, engine ?? client.calls(budget), engine ? { ...client.defaults, ...call } : call);
    const breath = createBreath();
    for await (const group of finished) {
      for (const { outcome, json } of group) {
        file?.write(outcome.index, outcome.id, json);
        if (outcome.result) totals.add(outcome.result);
        if (state.isRead) yield outcome;
        const pause = breath();
        if (pause) await pause;
      }
    }
    if (totals.summary().waiting === 0) file?.finish();
    state.summary = totals.summary();
    report(true);
  } finally {
    file?.discard();
    await engine?.close();
    journal.close();
  }
}

function remaining(maxCost: number | Budget, { spent }: BatchJournal): Budget {
  const budget = typeof maxCost === 'number' ? { amount: maxCost, currency: 'USD' } : maxCost;
  return { ...budget, amount: Math.max(0, budget.amount - (spent.get(budget.currency) ?? 0)) };
}

function createReport(
  totals: Totals,
  state: BatchState,
  onProgress: BatchOptions['onProgress'],
): (isLast?: boolean) => void {
  let reported = Number.NEGATIVE_INFINITY;
  Object.defineProperty(state, 'progress', { get: totals.progress });
  return (isLast = false) => {
    if (!onProgress) return;
    const now = clock.monotonic();
    if (!isLast && now - reported < progressInterval) return;
    reported = now;
    onProgress(totals.progress());
  };
}
