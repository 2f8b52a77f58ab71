import type { EmbedResult, GenerateResult, TokenCount } from '@rephysco/core';
import type { BatchOutcome } from './batch-outcome.ts';

/** Outcome of one case: an answer, vectors, a count, or an error. */
export type Outcome =
  | { readonly result: GenerateResult; readonly pieces: number }
  | { readonly vectors: EmbedResult }
  | { readonly count: TokenCount }
  | { readonly batch: BatchOutcome }
  | { readonly error: unknown };
