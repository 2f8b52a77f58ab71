import type { FinishReason, Usage } from '@rephysco/core';
import { asCount, asObject, finishReasonIn, type WireObject } from '@rephysco/core/provider';

/**
 * Converts usage to the common definition. The service counts cache reads and writes separately from `input_tokens`,
 * and thinking within `output_tokens`. It sends no total.
 */
export function toUsage(usage: WireObject): Usage {
  const counts = [usage.input_tokens, usage.cache_read_input_tokens, usage.cache_creation_input_tokens];
  const [fresh, cachedInputTokens, cacheWriteTokens] = counts.map(asCount);
  const inputTokens = fresh === undefined ? undefined : fresh + (cachedInputTokens ?? 0) + (cacheWriteTokens ?? 0);
  const outputTokens = asCount(usage.output_tokens);
  const totalTokens = inputTokens === undefined || outputTokens === undefined ? undefined : inputTokens + outputTokens;
  const reasoningTokens = asCount(asObject(usage.output_tokens_details)?.thinking_tokens);
  const longCacheWriteTokens = asCount(asObject(usage.cache_creation)?.ephemeral_1h_input_tokens);
  const searches = asCount(asObject(usage.server_tool_use)?.web_search_requests);
  const cache = { cachedInputTokens, cacheWriteTokens, longCacheWriteTokens };
  return { inputTokens, outputTokens, totalTokens, ...cache, reasoningTokens, searches };
}

const reasons: Readonly<Record<string, FinishReason>> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  tool_use: 'tool_calls',
  refusal: 'content_filter',
};

/** Returns the finish reason for a stop reason. `pause_turn` and unknown reasons become `other`. */
export const toFinishReason = (raw: string | undefined): FinishReason => finishReasonIn(reasons, raw);
