/** Tokens of one answer. An absent field means that the provider did not report it, not zero. */
export interface Usage {
  /** Tokens of the request, including cached ones. */
  readonly inputTokens?: number | undefined;
  /** Tokens of the answer, including reasoning, for every provider. */
  readonly outputTokens?: number | undefined;
  readonly totalTokens?: number | undefined;
  /** Part of `inputTokens` that the provider read from its own cache. */
  readonly cachedInputTokens?: number | undefined;
  /** Part of `inputTokens` that the provider wrote to its own cache. */
  readonly cacheWriteTokens?: number | undefined;
  /** Part of `cacheWriteTokens` that the cache keeps for an hour. */
  readonly longCacheWriteTokens?: number | undefined;
  /** Part of `outputTokens` that is reasoning. */
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
  /** `true` if the client estimated the tokens because the provider reported none. */
  readonly estimated?: true | undefined;
}

/** Cost of one answer. */
export interface Cost {
  /** Amount in units of `currency`, for example dollars, not cents. */
  readonly amount: number;
  /** ISO 4217 code, for example `USD`. */
  readonly currency: string;
  /** `true` if calculated from list prices or estimated tokens, `false` if the provider reported the cost. */
  readonly estimated: boolean;
  /** `false` if a part of the price is unknown. A warning names the part. Absent if the provider reported the cost. */
  readonly complete?: boolean | undefined;
}

/**
 * Reason for the end of an answer. `other` is a reason of the provider without a counterpart; see `finishReasonRaw`.
 */
export type FinishReason = 'stop' | 'length' | 'tool_calls' | 'content_filter' | 'error' | 'other';
