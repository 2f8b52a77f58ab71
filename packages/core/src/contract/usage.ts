/** Tokens of one answer. A field is absent where the provider did not say; that is not zero. */
export interface Usage {
  /** Tokens of the request, cached ones included. */
  readonly inputTokens?: number | undefined;
  /** Tokens of the answer, reasoning included, on every provider. */
  readonly outputTokens?: number | undefined;
  readonly totalTokens?: number | undefined;
  /** Part of `inputTokens` that the provider read from its own cache. */
  readonly cachedInputTokens?: number | undefined;
  /** Part of `inputTokens` that the provider wrote to its own cache. */
  readonly cacheWriteTokens?: number | undefined;
  /** Part of `cacheWriteTokens` that the cache keeps for an hour. */
  readonly longCacheWriteTokens?: number | undefined;
  /** Part of `outputTokens` that went into thinking. */
  readonly reasoningTokens?: number | undefined;
  /** Part of `inputTokens` that is audio. */
  readonly audioInputTokens?: number | undefined;
  /** Part of `cachedInputTokens` that is audio. */
  readonly cachedAudioTokens?: number | undefined;
  /** Part of `outputTokens` that is audio. */
  readonly audioOutputTokens?: number | undefined;
  /** Part of `outputTokens` that is images. */
  readonly imageOutputTokens?: number | undefined;
  /** Number of searches that the provider made and charges for. */
  readonly searches?: number | undefined;
  /** Counted here, because the provider sent none. */
  readonly estimated?: true | undefined;
}

/** Money for one answer. */
export interface Cost {
  /** In units of `currency`, for example dollars, not cents. */
  readonly amount: number;
  /** ISO 4217, for example `USD`. */
  readonly currency: string;
  /** Worked out from list prices or estimated tokens; `false` when the provider itself named the price. */
  readonly estimated: boolean;
  /** `false` if a part of the price is unknown; a warning names the part. Absent in costs that a provider reported. */
  readonly complete?: boolean | undefined;
}

/** Why an answer ended. `other` is a word of the provider that we do not know; see `finishReasonRaw`. */
export type FinishReason = 'stop' | 'length' | 'tool_calls' | 'content_filter' | 'error' | 'other';
