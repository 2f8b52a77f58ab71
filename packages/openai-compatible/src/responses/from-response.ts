import type { FinishReason, StreamEvent, Usage } from '@rephysco/core';
import { asCount, asObject, asText, type Batch, invalidAnswer, type WireObject } from '@rephysco/core/provider';
import type { Source } from '../chat/from-completion.ts';
import { toCost } from '../chat/usage.ts';
import { fromItem } from './from-item.ts';

/**
 * The events of a whole response.
 *
 * @throws ProviderError when it holds no answer
 */
export function fromResponse(response: WireObject, source: Source): Batch {
  if (!Array.isArray(response.output)) throw invalidAnswer('the answer holds no output', source.origin);
  const items = response.output.map(asObject).filter((item) => item !== undefined);
  const afterReasoning = items.some(({ type }) => type === 'reasoning');
  const progress = { streamed: false, afterReasoning, provider: source.dialect.name };
  const events = items.flatMap((item) => fromItem(item, progress));
  const calledTools = events.some(({ type }) => type === 'tool-call');
  return [...events, toResponseFinish(response, source, calledTools)];
}

/** The event that ends an answer, from the response object that every ending carries. */
export function toResponseFinish(response: WireObject, source: Source, calledTools: boolean): StreamEvent {
  const status = asText(response.status) ?? 'completed';
  const why = asText(asObject(response.incomplete_details)?.reason);
  return {
    type: 'finish',
    finishReason: reasonOf(status, why, calledTools),
    finishReasonRaw: why === undefined ? status : `${status}:${why}`,
    model: asText(response.model) ?? source.model,
    provider: source.dialect.name,
    id: asText(response.id),
    usage: toResponseUsage(response.usage),
    cost: toCost(response.usage, source.dialect.quirks),
    warnings: source.warnings,
  };
}

function reasonOf(status: string, why: string | undefined, calledTools: boolean): FinishReason {
  if (status === 'completed') return calledTools ? 'tool_calls' : 'stop';
  if (why === 'max_output_tokens') return 'length';
  return why === 'content_filter' ? 'content_filter' : 'other';
}

function toResponseUsage(value: unknown): Usage {
  const usage = asObject(value);
  return {
    inputTokens: asCount(usage?.input_tokens),
    outputTokens: asCount(usage?.output_tokens),
    totalTokens: asCount(usage?.total_tokens),
    cachedInputTokens: asCount(asObject(usage?.input_tokens_details)?.cached_tokens),
    reasoningTokens: asCount(asObject(usage?.output_tokens_details)?.reasoning_tokens),
  };
}
