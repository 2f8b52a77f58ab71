import type { FinishReason, Usage } from '@rephysco/core';
import {
  asCount,
  asList,
  asObject,
  asText,
  type Batch,
  fromErrorObject,
  invalidAnswer,
  type Logprob,
  type StreamEvent,
  type WireObject,
} from '@rephysco/core/provider';
import { toLogprobs } from '../chat/extras.ts';
import type { Source } from '../chat/from-completion.ts';
import { toCost } from '../chat/usage.ts';
import { fromItem } from './from-item.ts';

/** Statuses of a response that has an answer or may still get one. */
const statuses: ReadonlySet<string> = new Set(['completed', 'incomplete', 'queued', 'in_progress']);

/** Returns `true` for a response that has not ended. */
export const isPending = ({ status }: WireObject): boolean => status === 'queued' || status === 'in_progress';

/**
 * Returns the events of a whole response.
 *
 * @throws ProviderError if the response contains no answer, failed, or has not ended
 */
export function fromResponse(response: WireObject, source: Source): Batch {
  const { origin, dialect } = source;
  const status = asText(response.status);
  if (status === 'failed') throw fromErrorObject(failureOf(response), origin);
  if (status !== undefined && !statuses.has(status)) {
    throw invalidAnswer(`the response has the status '${status}' and is not an answer`, origin);
  }
  if (!Array.isArray(response.output)) throw invalidAnswer('the answer contains no output', origin);
  const items = response.output.map(asObject).filter((item) => item !== undefined);
  const afterReasoning = items.some(({ type }) => type === 'reasoning');
  const progress = { streamed: false, afterReasoning, provider: dialect.name };
  const events = items.flatMap((item) => fromItem(item, progress));
  if (status === undefined && events.length === 0) {
    throw invalidAnswer('the answer contains neither content nor a status', origin);
  }
  const calledTools = events.some(({ type }) => type === 'tool-call');
  return [...events, toResponseFinish(response, source, calledTools)];
}

/** Returns the error of a failed response. A few responses have none. */
export function failureOf(response: WireObject): WireObject {
  return response.error ? response : { error: { message: 'the response failed without an explanation' } };
}

/** Returns the finish event, from the response object that every final event contains. */
export function toResponseFinish(response: WireObject, source: Source, calledTools: boolean): StreamEvent {
  const stated = asText(response.status);
  const why = asText(asObject(response.incomplete_details)?.reason);
  const logprobs = responseLogprobs(response);
  const warning =
    stated === undefined
      ? `${source.dialect.name} sent no status of the response; the answer may be incomplete.`
      : `The response is still '${stated}'; the answer is not complete.`;
  return {
    type: 'finish',
    finishReason: reasonOf(stated, why, calledTools),
    finishReasonRaw: why === undefined ? stated : `${stated}:${why}`,
    model: asText(response.model) ?? source.model,
    provider: source.dialect.name,
    id: asText(response.id),
    ...(asText(response.service_tier) && { serviceTier: asText(response.service_tier) }),
    usage: { ...toResponseUsage(response.usage), searches: searchesIn(response) },
    cost: toCost(response.usage, source.dialect.quirks),
    ...(source.response && { response: source.response() }),
    ...(logprobs.length > 0 && { logprobs }),
    warnings: stated === undefined || isPending(response) ? [...source.warnings, warning] : source.warnings,
  };
}

/** Log probabilities are in the text parts of the messages, which the final event of a stream repeats. */
function responseLogprobs(response: WireObject): readonly Logprob[] {
  const parts = asList(response.output).flatMap((item) => asList(asObject(item)?.content));
  return parts.flatMap((part) => toLogprobs(asObject(part)?.logprobs));
}

function reasonOf(status: string | undefined, why: string | undefined, calledTools: boolean): FinishReason {
  if (status === 'completed') return calledTools ? 'tool_calls' : 'stop';
  if (why === 'max_output_tokens' || why === 'max_tokens') return 'length';
  return why === 'content_filter' ? 'content_filter' : 'other';
}

function toResponseUsage(value: unknown): Usage {
  const usage = asObject(value);
  return {
    inputTokens: asCount(usage?.input_tokens) ?? asCount(usage?.prompt_tokens),
    outputTokens: asCount(usage?.output_tokens) ?? asCount(usage?.completion_tokens),
    totalTokens: asCount(usage?.total_tokens),
    cachedInputTokens: asCount(asObject(usage?.input_tokens_details)?.cached_tokens),
    cacheWriteTokens: asCount(asObject(usage?.input_tokens_details)?.cache_write_tokens),
    reasoningTokens: asCount(asObject(usage?.output_tokens_details)?.reasoning_tokens),
  };
}

/** Returns the number of charged searches. Opening a page and searching in it are free. */
function searchesIn({ output, tools }: WireObject): number | undefined {
  const calls = asList(output)
    .map(asObject)
    .filter((item) => item?.type === 'web_search_call');
  const offered = asList(tools).some((tool) => /^web_search/.test(asText(asObject(tool)?.type) ?? ''));
  if (calls.length === 0 && !offered) return undefined;
  return calls.filter((call) => (asText(asObject(call?.action)?.type) ?? 'search') === 'search').length;
}
