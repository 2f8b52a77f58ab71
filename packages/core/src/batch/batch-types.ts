import type { Budget } from '../contract/budget.ts';
import type { GenerateResult } from '../contract/result.ts';
import type { Cost, Usage } from '../contract/usage.ts';
import type { MapCall } from '../map/map-types.ts';
import type { BatchEngine } from './batch-engine.ts';

/** Options of a batch, with those of `generate` for all items. The options of an item take precedence. */
export interface BatchOptions extends Omit<MapCall, 'prompt' | 'messages'> {
  /** Path of the file of outcomes: one JSON object per line, in the order of the items. Written at the end. */
  readonly output?: string | undefined;
  /** Path of the journal, from which the same call resumes. @default `<output>.journal`; no journal without `output` */
  readonly journal?: string | undefined;
  /**
   * Way in which the items are sent. `calls`: one call per item. `provider`: the batch API of the provider, which
   * answers within a day, mostly at half price. An engine: calls in other processes, for example the workers of a queue
   * (`queue` of `@rephysco/queue`).
   *
   * @default 'calls'
   */
  readonly via?: 'calls' | 'provider' | BatchEngine | undefined;
  /**
   * Waits for the results of provider batches. With `false`, the run submits the items, collects the available results,
   * and ends. Run it again later for the other results.
   *
   * @default true
   */
  readonly wait?: boolean | undefined;
  /** Seconds between two queries of the state of provider batches. Grows to 60. @default 10 */
  readonly pollInterval?: number | undefined;
  /** Maximum number of items per provider batch. Smaller batches end earlier. @default the limit of the provider */
  readonly partSize?: number | undefined;
  /** Maximum number of calls in progress. @default 100 */
  readonly concurrency?: number | undefined;
  /** Sends the items again that failed in an earlier run. @default false */
  readonly retryFailed?: boolean | undefined;
  /**
   * Maximum cost of the batch, including earlier runs of the same journal. A number is in US dollars. If it is reached,
   * the loop throws a `BudgetExceededError`, and the batch can be resumed with a higher maximum.
   */
  readonly maxCost?: number | Budget | undefined;
  /** Called when the progress changes, at most ten times per second, and once at the end. */
  readonly onProgress?: ((progress: BatchProgress) => void) | undefined;
}

/** Outcome of one item. */
export type BatchItem<Result = GenerateResult> =
  | {
      /** Position of the item. The first is 0. */
      readonly index: number;
      /** Id of the item. @default its index as text */
      readonly id: string;
      readonly result: Result;
      readonly error?: undefined;
    }
  | { readonly index: number; readonly id: string; readonly result?: undefined; readonly error: unknown };

/** Progress of a batch. */
export interface BatchProgress {
  /** Number of items with a result. */
  readonly done: number;
  /** Number of items that failed. */
  readonly failed: number;
  /** Number of items whose outcome came from the journal. They also count as done or failed. */
  readonly resumed: number;
  /** Number of items, if known. */
  readonly total?: number | undefined;
  /** Cost of the outcomes, including those from the journal. Absent if unknown, or in different currencies. */
  readonly cost?: Cost | undefined;
  /** Number of rate-limit rejections in this run. */
  readonly refused: number;
  /** Items per second that this run finished. */
  readonly rate: number;
  /** Estimated seconds until all items are finished, if `total` is known. */
  readonly eta?: number | undefined;
  /** Batches at the provider that have not ended, with `via: 'provider'`. */
  readonly batches?: readonly ProviderBatch[] | undefined;
}

/** Batch at the provider. */
export interface ProviderBatch {
  /** Id at the provider. Absent until the provider has confirmed the batch. */
  readonly id?: string | undefined;
  /** Number of items. */
  readonly items: number;
  /** Number of items that the provider has finished, if it reports it. */
  readonly finished?: number | undefined;
  /** State at the provider. */
  readonly status?: 'queued' | 'running' | undefined;
}

/** Totals of a batch. */
export interface BatchSummary {
  /** Number of items. */
  readonly total: number;
  /** Number of items with a result. */
  readonly done: number;
  /** Number of items that failed. */
  readonly failed: number;
  /** Number of items whose outcome came from the journal. They also count as done or failed. */
  readonly resumed: number;
  /** Cost of all results. Absent if unknown, or in different currencies. */
  readonly cost?: Cost | undefined;
  /** Tokens of all results. */
  readonly usage: Usage;
  /** Duration of this run in seconds. */
  readonly duration: number;
  /** Number of items without an outcome, which wait at the provider. 0 unless the option `wait` is `false`. */
  readonly waiting: number;
}

/** Outcomes of a batch in the order of the items. They can be iterated once; the calls start when the loop starts. */
export interface BatchRun<Result = GenerateResult> extends AsyncIterable<BatchItem<Result>> {
  /** Current progress. */
  readonly progress: BatchProgress;
  /**
   * Totals, once the loop has ended. Without a loop, reading this property runs the batch.
   *
   * @throws the error that the loop throws
   */
  readonly summary: Promise<BatchSummary>;
}

/** State of a batch according to its journal. */
export interface BatchStatus {
  /** Number of items with a result. */
  readonly done: number;
  /** Number of items that failed. */
  readonly failed: number;
  /** Cost of all calls so far. Absent if unknown, or in different currencies. */
  readonly cost?: Cost | undefined;
  /** `true` if a process uses the journal. */
  readonly running: boolean;
  /** Id of that process, if it runs on this machine. */
  readonly pid?: number | undefined;
  /** Name of the provider. */
  readonly provider: string;
  /** Model of items without the option `model`. */
  readonly model: string;
  /** Batches that were submitted to the provider, with `via: 'provider'`. */
  readonly batches: readonly {
    /** Id at the provider. Absent if its creation was not confirmed. */
    readonly id?: string | undefined;
    /** Number of items. */
    readonly items: number;
    /** Time of the submission, in milliseconds since 1970. */
    readonly submittedAt: number;
    /** `true` if all results were collected. */
    readonly ended: boolean;
  }[];
}
