import type { Budget } from '../contract/budget.ts';
import type { BatchService, EmbedResult } from '../contract/provider.ts';
import type { GenerateResult } from '../contract/result.ts';
import type { Cost } from '../contract/usage.ts';
import type { CallOptions, EmbedOptions, GenerateOptions } from '../options/options.ts';
import type { BatchProgress, BatchSummary } from './batch-types.ts';

/** Parts of a client that a batch uses. */
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
  /** Batch API of the provider, if it has one. */
  readonly service?: BatchService | undefined;
  /**
   * Returns the functions that build requests for a batch API and read its results.
   *
   * @param budget maximum cost of these calls
   */
  detached(service: BatchService, budget?: Budget): Promise<DetachedCalls>;
}

/** Functions that build requests without sending them, and read the responses. They process one call at a time. */
export interface DetachedCalls {
  /** Returns the request of a call. @throws ConfigurationError or UnsupportedError for a call that cannot be sent */
  build(run: (calls: BatchCalls) => Promise<GenerateResult | EmbedResult>): Promise<BuiltCall>;
  /** Returns the result of a call from its response. @throws ProviderError for a response with an error */
  read(
    run: (calls: BatchCalls) => Promise<GenerateResult | EmbedResult>,
    response: { readonly status: number; readonly body: string },
  ): Promise<GenerateResult | EmbedResult>;
}

/** Request of a call that was not sent. */
export interface BuiltCall {
  readonly url: string;
  readonly headers: Headers;
  /** Body as JSON text. */
  readonly body: string;
  readonly model: string;
  /** Returns the number of input tokens, counted locally. */
  tokens(): Promise<number>;
  /** Reserves the maximum cost in every budget. @throws BudgetExceededError if one does not suffice */
  reserve(): Promise<CostHold>;
}

/** Amount that is reserved for one call. The first call of a method settles it; later calls have no effect. */
export interface CostHold {
  /** Replaces the reserved amount with the cost. Without a cost, the reserved amount counts as spent. */
  paid(cost: Cost | undefined): void;
  /** Returns the reserved amount to the budget. */
  free(): void;
}

/** Functions that make calls. */
export interface BatchCalls {
  generate(options: GenerateOptions): Promise<GenerateResult>;
  embed(options: EmbedOptions): Promise<EmbedResult>;
}

/** State that a run shares with its caller. */
export interface BatchState {
  progress: BatchProgress;
  /** `false` if no loop reads the outcomes. They are not yielded then, which saves time in large batches. */
  isRead: boolean;
  /** Set when all items are finished. */
  summary: BatchSummary | undefined;
}
