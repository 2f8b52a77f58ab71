import type { Budget } from '../contract/budget.ts';
import type { GenerateResult } from '../contract/result.ts';
import { mapCalls } from '../map/map.ts';
import type { MapCall } from '../map/map-types.ts';
import type { CallOptions, GenerateOptions } from '../options/options.ts';
import { clock } from '../util/clock.ts';
import type { BatchCalls, BatchClient, BatchState } from './batch-state.ts';
import type { BatchItem, BatchItems, BatchOptions } from './batch-types.ts';
import { type BatchJournal, openJournal } from './journal.ts';
import { settle } from './journal-heading.ts';
import { noJournal } from './no-journal.ts';
import { type BatchOutput, createOutput } from './output.ts';
import { createPlan, type Finished, type Job } from './plan.ts';
import { countItems } from './read-items.ts';
import { createSender, isLocal, type OpenItem, type SentItem } from './send-item.ts';
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
  const { output, journal: given, via: _, concurrency, retryFailed = false, maxCost, onProgress, ...shared } = options;
  const path = given ?? (output === undefined ? undefined : `${output}.journal`);
  const settled = settle(client.provider, shared.model ?? client.model, { ...client.defaults, ...defined(shared) });
  const journal = path === undefined ? noJournal() : openJournal(path, settled);
  let file: BatchOutput | undefined;
  try {
    file = output === undefined ? undefined : createOutput(output, journal);
    const totals = createTotals(countItems(items), journal.spent);
    const report = createReport(totals, state, onProgress);
    const budget = maxCost === undefined ? undefined : remaining(maxCost, journal);
    const calls = client.calls(budget);
    const job: Job = {
      journal,
      totals,
      report,
      items,
      retryFailed,
      concurrency,
      signal: shared.signal ?? client.defaults.signal,
    };
    for await (const item of run(job, calls, { ...shared, notify: shared.notify ?? client.defaults.notify })) {
      file?.write(item.outcome.index, item.outcome.id, item.json);
      if (item.outcome.result) totals.add(item.outcome.result);
      yield item.outcome;
    }
    file?.finish();
    state.summary = totals.summary();
    report(true);
  } finally {
    file?.discard();
    journal.close();
  }
}

function remaining(maxCost: number | Budget, { spent }: BatchJournal): Budget {
  const budget = typeof maxCost === 'number' ? { amount: maxCost, currency: 'USD' } : maxCost;
  return { ...budget, amount: Math.max(0, budget.amount - (spent.get(budget.currency) ?? 0)) };
}

function defined<Value extends object>(value: Value): Value {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as Value;
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

/** Makes the calls of the items that are not finished, and merges their outcomes with those of the journal. */
async function* run(job: Job, calls: BatchCalls, shared: CallOptions): AsyncGenerator<Finished> {
  const { journal, totals, report } = job;
  const stop = new AbortController();
  const signal = job.signal ? AbortSignal.any([job.signal, stop.signal]) : stop.signal;
  const plan = createPlan(job);
  const notify: CallOptions['notify'] = (notice) => {
    if (notice.type === 'retry' && notice.error.kind === 'rate_limit') totals.refused();
    shared.notify?.(notice);
  };
  const send = createSender(
    calls,
    { ...shared, notify },
    {
      record({ index, key, ownId }, stored) {
        const id = ownId === undefined ? '' : `"id":${JSON.stringify(ownId)},`;
        journal.append(index, key, { ...stored, json: `${id}${stored.json}` });
        totals.finished(stored.failed);
        report();
      },
      stop: (error) => stop.abort(error),
    },
  );
  // `map` passes the options of a call on to `ask`. Here they are the item.
  const ask = ({ item, signal: own }: GenerateOptions & { item: OpenItem }): Promise<GenerateResult> =>
    send(item, own as AbortSignal) as Promise<never>;
  const toOptions = (item: OpenItem): MapCall => ({ item }) as MapCall;
  const outcomes = mapCalls(ask as never, plan.open(), toOptions, { concurrency: job.concurrency }, signal);
  for await (const { result, error } of outcomes) {
    const item = plan.next();
    yield* plan.finishedBefore(item.index);
    if (!result) throw error;
    const { index, id } = item;
    const { stored, ...outcome } = result as unknown as SentItem & { readonly error?: unknown };
    if (isLocal(outcome.error)) totals.finished(true);
    yield { outcome: { index, id, ...outcome } as BatchItem<AnyResult>, json: stored.json };
  }
  yield* plan.finishedBefore(Number.POSITIVE_INFINITY);
}
