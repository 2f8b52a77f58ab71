import type { EmbedResult } from '../contract/provider.ts';
import type { GenerateResult } from '../contract/result.ts';
import type { EmbedOptions, GenerateOptions } from '../options/options.ts';

/** Engine that makes the calls of batches in other processes, for example in the workers of a queue. */
export interface BatchEngine {
  /** Maximum number of calls in progress for a batch without the option `concurrency`. */
  readonly concurrency: number;
  /**
   * Connects a run of a batch to the engine.
   *
   * @throws ConfigurationError if the engine cannot be used
   */
  open(run: EngineRun): Promise<EngineCalls>;
}

/** Run of a batch. */
export interface EngineRun {
  /** Name of the provider. */
  readonly provider: string;
  /** Model of calls without the option `model`. */
  readonly model: string;
  /** Path of the journal, if there is one. A resumed run has the same path. */
  readonly journal: string | undefined;
}

/** Functions that make calls. The batch records each outcome in its journal within 100 ms after the promise settles. */
export interface EngineCalls {
  generate(options: GenerateOptions): Promise<GenerateResult>;
  embed(options: EmbedOptions): Promise<EmbedResult>;
  /** Closes the connection to the engine. */
  close(): Promise<void>;
}
