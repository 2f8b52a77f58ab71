import type { GenerateResult } from '../contract/result.ts';
import type { Cost } from '../contract/usage.ts';
import { clock } from '../util/clock.ts';
import type { MapProgress } from './map-types.ts';

/** Counts the outcomes of a run. */
export interface ProgressCounter {
  readonly current: MapProgress;
  start(): void;
  done(result: GenerateResult): void;
  failed(): void;
  setTotal(total: number): void;
}

/** Creates a counter. `total` is the number of inputs, if known. */
export function countProgress(total: number | undefined): ProgressCounter {
  let started: number | undefined;
  let finishedAt = 0;
  let done = 0;
  let failed = 0;
  let known = total;
  let cost: Cost | undefined;
  let mixed = false;
  const finish = (): void => {
    finishedAt = clock.monotonic();
  };
  return {
    get current() {
      const finished = done + failed;
      const isOver = known !== undefined && finished >= known;
      const seconds = started === undefined ? 0 : ((isOver ? finishedAt : clock.monotonic()) - started) / 1000;
      const rate = seconds > 0 ? finished / seconds : 0;
      const eta = known !== undefined && (rate > 0 || isOver) ? Math.max(0, known - finished) / (rate || 1) : undefined;
      return { done, failed, total: known, cost: mixed ? undefined : cost, rate, eta };
    },
    start() {
      started ??= clock.monotonic();
    },
    done(result) {
      done += 1;
      finish();
      if (!result.cost) return;
      mixed ||= cost !== undefined && cost.currency !== result.cost.currency;
      cost = cost ? plus(cost, result.cost) : result.cost;
    },
    failed() {
      failed += 1;
      finish();
    },
    setTotal(count) {
      known = count;
    },
  };
}

function plus(sum: Cost, { amount, estimated }: Cost): Cost {
  return { ...sum, amount: sum.amount + amount, estimated: sum.estimated || estimated };
}
