import type { EmbedResult, GenerateResult, TokenCount } from '@rephysco/core';

/** What came out of one case: an answer, vectors, a count, or what was thrown. */
export type Outcome =
  | { readonly result: GenerateResult; readonly pieces: number }
  | { readonly vectors: EmbedResult }
  | { readonly count: TokenCount }
  | { readonly error: unknown };
