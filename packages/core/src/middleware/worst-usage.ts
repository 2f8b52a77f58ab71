import type { ModelInfo } from '../contract/model-info.ts';
import type { GenerateRequest } from '../contract/request.ts';
import type { Usage } from '../contract/usage.ts';
import type { Consumption } from '../models/bill.ts';
import { sizeOf } from '../tokens/quick-estimate.ts';
import { mostMediaTokens } from '../tokens/request-tokens.ts';

/**
 * Returns the maximum usage of a request: one token per byte of text (no token is shorter), the largest count of its
 * media, and `maxTokens` or the maximum output of the model. Kinds of tokens have different prices, so the result has
 * one usage for each kind that input and output may consist of.
 *
 * @param most maximum input tokens, if it is known more precisely than by size
 * @returns empty list if the maximum output is unknown
 */
export function worstUsages(request: GenerateRequest, model: ModelInfo, most?: number): readonly Consumption[] {
  const { contextWindow = Infinity, maxOutputTokens = contextWindow } = model;
  const outputTokens = request.operation === 'embed' ? 0 : (request.maxTokens ?? maxOutputTokens);
  if (outputTokens === Infinity) return [];
  const inputTokens = request.operation === 'embed' ? sizeOf(request).bytes : (most ?? mostInput(request, model));
  const serviceTier = request.tier;
  const usages = inputKinds(request, inputTokens).flatMap((input) =>
    outputKinds(request, model, outputTokens).map((output) => ({ ...input, ...output })),
  );
  return usages.map((usage) => ({ usage, serviceTier }));
}

/** Returns the maximum number of tokens around the messages and the answer. */
export const frameOf = ({ messages }: GenerateRequest): number => 8 * (messages.length + 1);

function mostInput(request: GenerateRequest, model: ModelInfo): number {
  const most = sizeOf(request).bytes + mostMediaTokens(request, model) + frameOf(request);
  return Math.min(most, model.contextWindow ?? Infinity);
}

/** Returns the possible kinds of input: new, written to the cache, or audio. Cached input is cheaper than these. */
function inputKinds({ promptCache, messages }: GenerateRequest, inputTokens: number): readonly Usage[] {
  const hasAudio = messages.some(
    ({ content }) => typeof content !== 'string' && content.some(({ type }) => type === 'audio' || type === 'video'),
  );
  return [
    { inputTokens },
    ...(promptCache ? [{ inputTokens, cacheWriteTokens: inputTokens, longCacheWriteTokens: inputTokens }] : []),
    ...(hasAudio ? [{ inputTokens, audioInputTokens: inputTokens }] : []),
  ];
}

function outputKinds(
  { operation }: GenerateRequest,
  { output = [] }: ModelInfo,
  outputTokens: number,
): readonly Usage[] {
  if (operation === 'embed') return [{ outputTokens }];
  return [
    { outputTokens },
    { outputTokens, reasoningTokens: outputTokens },
    // A single reasoning token makes all output of some models more expensive.
    ...(outputTokens > 0 ? [{ outputTokens, reasoningTokens: 1 }] : []),
    ...(output.includes('audio') ? [{ outputTokens, audioOutputTokens: outputTokens }] : []),
    ...(output.includes('image') ? [{ outputTokens, imageOutputTokens: outputTokens }] : []),
  ];
}
