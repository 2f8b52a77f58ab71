import { ConfigurationError } from '../contract/errors.ts';
import type { GenerateResult } from '../contract/result.ts';
import { mapCalls } from '../map/map.ts';
import type { MapCall } from '../map/map-types.ts';
import type { CallOptions, GenerateOptions } from '../options/options.ts';
import type { BatchCalls } from './batch-state.ts';
import type { BatchItem } from './batch-types.ts';
import { createPlan, type Finished, type Job } from './plan.ts';
import { createSender, isLocal, type OpenItem, type SentItem } from './send-item.ts';
import { storedId } from './stored-id.ts';
import type { AnyResult } from './stored-outcome.ts';

/**
 * Makes the calls of the unfinished items, and merges their outcomes with those of the journal. Yields outcomes in
 * groups, because that costs less CPU than yielding each one. Read each group before you request the next one.
 */
export async function* runCalls(job: Job, calls: BatchCalls, shared: CallOptions): AsyncGenerator<Iterable<Finished>> {
  refuseParts(job);
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
        journal.append(index, key, { ...stored, json: `${storedId(ownId)}${stored.json}` });
        totals.finished(stored.failed);
        report();
      },
      stop: (error) => stop.abort(error),
    },
  );
  // `map` passes the options of a call to `ask`. Here they contain the item.
  const ask = ({ item, signal: own }: GenerateOptions & { item: OpenItem }): Promise<GenerateResult> =>
    send(item, own as AbortSignal) as Promise<never>;
  const toOptions = (item: OpenItem): MapCall => ({ item }) as MapCall;
  const waiting: OpenItem[] = [];
  const open = async function* (): AsyncGenerator<OpenItem> {
    for await (const item of plan.open()) {
      waiting.push(item);
      yield item;
    }
  };
  const outcomes = mapCalls(ask as never, open(), toOptions, { concurrency: job.concurrency }, signal);
  for await (const { result, error } of outcomes) {
    const item = waiting.shift() as OpenItem;
    yield plan.finishedBefore(item.index);
    if (!result) throw error;
    const { index, id } = item;
    const { stored, ...outcome } = result as unknown as SentItem & { readonly error?: unknown };
    if (isLocal(outcome.error)) totals.finished(true);
    yield [{ outcome: { index, id, ...outcome } as BatchItem<AnyResult>, json: stored.json }];
  }
  yield plan.finishedBefore(Infinity);
}

/** Throws if items wait in a provider batch: calls for them would be billed in addition to the batch. */
function refuseParts({ journal }: Job): void {
  const open = [...journal.parts.values()].filter(({ end }) => end === undefined);
  if (open.length === 0) return;
  const items = open.reduce((sum, { lines }) => sum + lines, 0);
  throw new ConfigurationError(
    `Up to ${items} items of this journal wait in batches at the provider. Run the batch with via: 'provider' to collect them.`,
  );
}
