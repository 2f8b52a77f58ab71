import type { Budget } from '../contract/budget.ts';
import type { EmbedResult } from '../contract/provider.ts';
import type { GenerateResult } from '../contract/result.ts';
import type { CallOptions, EmbedOptions, GenerateOptions } from '../options/options.ts';
import type { BatchProgress, BatchSummary } from './batch-types.ts';

/** What a batch needs of a client. */
export interface BatchClient {
  /** Name of the provider. */
  readonly provider: string;
  /** Model of items without the option `model`. */
  readonly model: string;
  /** Default options of the client's calls. */
  readonly defaults: CallOptions;
  /**
   * Returns the functions that make calls.
   *
   * @param budget maximum cost of these calls
   */
  calls(budget?: Budget): BatchCalls;
}

/** Functions that make calls. */
export interface BatchCalls {
  generate(options: GenerateOptions): Promise<GenerateResult>;
  embed(options: EmbedOptions): Promise<EmbedResult>;
}

/** State that a run shares with its caller. */
export interface BatchState {
  progress: BatchProgress;
  /** Set when all items are finished. */
  summary: BatchSummary | undefined;
}
