import type { GenerateResult } from '../contract/result.ts';
import type { Cost } from '../contract/usage.ts';
import type { GenerateOptions } from '../options/options.ts';

/** Inputs of `map`: a list, or anything that can be iterated, also asynchronously. */
export type MapInputs<Input> = Iterable<Input> | AsyncIterable<Input>;

/** Options of one call of `map`. Each result is a whole answer. */
export type MapCall = Omit<GenerateOptions, 'stream'>;

/** Options for all calls, or a function that returns the prompt or the options of one call. */
export type MapOptions<Input> =
  | MapCall
  | ((input: Input, index: number) => string | MapCall | Promise<string | MapCall>)
  | undefined;

/** Settings of `map`. */
export interface MapSettings {
  /** Maximum number of calls in progress. At most twice as many inputs are held in memory. @default 100 */
  readonly concurrency?: number | undefined;
  /** Ends after the first error, and aborts the other calls. @default false */
  readonly stopOnError?: boolean | undefined;
}

/** Outcome of one input of `map`. */
export type MapItem =
  | {
      /** Position of the input. The first is 0. */
      readonly index: number;
      readonly result: GenerateResult;
      readonly error?: undefined;
    }
  | { readonly index: number; readonly result?: undefined; readonly error: unknown };

/** Progress of `map`. */
export interface MapProgress {
  /** Number of calls that returned a result. */
  readonly done: number;
  /** Number of calls that failed. */
  readonly failed: number;
  /** Number of inputs, if known: for a list from the start, otherwise once all inputs were read. */
  readonly total?: number | undefined;
  /** Cost of the results so far. Absent if no cost is known, or if the costs have different currencies. */
  readonly cost?: Cost | undefined;
  /** Finished calls per second since the start. */
  readonly rate: number;
  /** Estimated seconds until all calls have finished, if `total` is known. */
  readonly eta?: number | undefined;
}

/** Outcomes in the order of the inputs. They can be iterated once; the calls start when the loop starts. */
export interface MapRun extends AsyncIterable<MapItem> {
  /** Current progress. */
  readonly progress: MapProgress;
}
