import type { Cost, FinishReason, Usage } from '@rephysco/core';
import { asCount, asNumber, asObject, finishReasonIn } from '@rephysco/core/provider';
import type { Quirks } from '../dialect.ts';

/** Converts usage to the common definition, in which `outputTokens` includes reasoning. */
export function toUsage(value: unknown, { reasoningApart = false }: Pick<Quirks, 'reasoningApart'> = {}): Usage {
  const usage = asObject(value);
  if (!usage) return {};
  const prompt = asObject(usage.prompt_tokens_details);
  const answer = asObject(usage.completion_tokens_details);
  const reasoningTokens = asCount(answer?.reasoning_tokens);
  const completion = asCount(usage.completion_tokens);
  const apart = reasoningApart && completion !== undefined ? (reasoningTokens ?? 0) : 0;
  return {
    inputTokens: asCount(usage.prompt_tokens),
    outputTokens: completion === undefined ? undefined : completion + apart,
    totalTokens: asCount(usage.total_tokens),
    cachedInputTokens:
      asCount(prompt?.cached_tokens) ?? asCount(usage.prompt_cache_hit_tokens) ?? asCount(usage.cached_tokens),
    cacheWriteTokens: asCount(prompt?.cache_write_tokens) ?? asCount(prompt?.cache_creation_input_tokens),
    reasoningTokens,
    audioInputTokens: asCount(prompt?.audio_tokens),
    audioOutputTokens: asCount(answer?.audio_tokens),
    searches: asCount(asObject(asObject(usage.plugins)?.search)?.count),
  };
}

const reasons: Readonly<Record<string, FinishReason>> = {
  stop: 'stop',
  length: 'length',
  tool_calls: 'tool_calls',
  function_call: 'tool_calls',
  content_filter: 'content_filter',
  error: 'error',
  // Finish reasons of gateways and of services with another origin.
  eos: 'stop',
  eos_token: 'stop',
  end_turn: 'stop',
  stop_sequence: 'stop',
  complete: 'stop',
  max_tokens: 'length',
  max_output_tokens: 'length',
  model_length: 'length',
  tool_use: 'tool_calls',
  tool_call: 'tool_calls',
  safety: 'content_filter',
  sensitive: 'content_filter',
  network_error: 'error',
  insufficient_system_resource: 'error',
};

/** Returns the common finish reason. `stop` after tool calls becomes `tool_calls`. */
export const toFinishReason = (raw: string | undefined, calledTools: boolean): FinishReason =>
  finishReasonIn(reasons, raw?.toLowerCase(), calledTools);

/** Returns the cost that the service reports for an answer, if it reports one. */
export function toCost(value: unknown, { reportedCost }: Pick<Quirks, 'reportedCost'> = {}): Cost | undefined {
  const units = asNumber(asObject(value)?.[reportedCost?.field ?? '']);
  if (!reportedCost || units === undefined) return undefined;
  return { amount: units / reportedCost.perDollar, currency: 'USD', estimated: false };
}
