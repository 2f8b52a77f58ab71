import type { EmbedResult } from '../contract/provider.ts';
import type { GenerateResult } from '../contract/result.ts';
import type { EmbedOptions, GenerateOptions } from '../options/options.ts';

/** Makes the calls of batches elsewhere, for example in the workers of a queue. */
export interface BatchEngine {
  /** Maximum number of calls that a batch without `concurrency` hands over at the same time. */
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
  /** Path of the journal, if there is one. A resumed run has the same. */
  readonly journal: string | undefined;
}

/** Calls that an engine makes. An outcome is in the journal within 100 ms after its promise has settled. */
export interface EngineCalls {
  generate(options: GenerateOptions): Promise<GenerateResult>;
  embed(options: EmbedOptions): Promise<EmbedResult>;
  /** Ends the connection. */
  close(): Promise<void>;
}
