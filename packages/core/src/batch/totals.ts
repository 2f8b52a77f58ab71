import type { Cost, Usage } from '../contract/usage.ts';
import { clock } from '../util/clock.ts';
import type { BatchProgress, BatchSummary, ProviderBatch } from './batch-types.ts';
import type { AnyResult } from './stored-outcome.ts';

/** Counts of a run. */
export interface Totals {
  /** Counts an outcome of this run. `failed` is `true` for an error. */
  finished(failed: boolean): void;
  /** Counts an outcome that was read from the journal instead of sent. */
  resumed(failed: boolean): void;
  /** Counts a rate-limit rejection. */
  refused(): void;
  setTotal(total: number): void;
  /** Sets the function that returns the batches at the provider. */
  setBatches(current: () => readonly ProviderBatch[]): void;
  /** Adds the tokens and the cost of a result to the summary. */
  add(result: Pick<AnyResult, 'usage' | 'cost'>): void;
  progress(): BatchProgress;
  summary(): BatchSummary;
}

const tokenNames = ['inputTokens', 'outputTokens', 'totalTokens', 'cachedInputTokens', 'reasoningTokens'] as const;

/**
 * Creates the counts of a run.
 *
 * @param total number of items, if known
 * @param spent cost of earlier runs by currency. The journal adds the costs of this run
 */
export function createTotals(total: number | undefined, spent: ReadonlyMap<string, number>): Totals {
  const started = clock.monotonic();
  const counts = { done: 0, failed: 0, resumed: 0, refused: 0, fresh: 0 };
  const usage: Record<string, number | true> = {};
  const costs = new Map<string, number>();
  let estimated = false;
  let known = total;
  let batches: (() => readonly ProviderBatch[]) | undefined;
  const seconds = (): number => (clock.monotonic() - started) / 1000;
  const costOf = (amounts: ReadonlyMap<string, number>): Cost | undefined => {
    const [entry, ...others] = amounts;
    // Rounds away the errors of binary fractions, such as in 0.30000000000000004.
    return entry && others.length === 0
      ? { amount: Number(entry[1].toPrecision(13)), currency: entry[0], estimated }
      : undefined;
  };
  const count = (failed: boolean): void => {
    if (failed) counts.failed += 1;
    else counts.done += 1;
  };
  return {
    finished(failed) {
      count(failed);
      counts.fresh += 1;
    },
    resumed(failed) {
      count(failed);
      counts.resumed += 1;
    },
    refused() {
      counts.refused += 1;
    },
    setTotal(exact) {
      known = exact;
    },
    setBatches(current) {
      batches = current;
    },
    add(result) {
      if (result.cost) {
        const { amount, currency } = result.cost;
        costs.set(currency, (costs.get(currency) ?? 0) + amount);
        estimated ||= result.cost.estimated;
      }
      for (const name of tokenNames) {
        const tokens = (result.usage as Usage)[name];
        if (tokens !== undefined) usage[name] = ((usage[name] as number | undefined) ?? 0) + tokens;
      }
      if (result.usage.estimated) usage.estimated = true;
    },
    progress() {
      const { done, failed, resumed, refused, fresh } = counts;
      const elapsed = seconds();
      const rate = elapsed > 0 ? fresh / elapsed : 0;
      const left = known === undefined ? undefined : Math.max(0, known - done - failed);
      const eta = left === 0 ? 0 : left !== undefined && rate > 0 ? left / rate : undefined;
      const progress = { done, failed, resumed, refused, total: known, cost: costOf(spent), rate, eta };
      return batches ? { ...progress, batches: batches() } : progress;
    },
    summary() {
      const { done, failed, resumed } = counts;
      const total = Math.max(known ?? 0, done + failed);
      const waiting = total - done - failed;
      return { total, done, failed, resumed, cost: costOf(costs), usage, duration: seconds(), waiting };
    },
  };
}
