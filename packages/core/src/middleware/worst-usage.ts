import type { ModelInfo } from '../contract/model-info.ts';
import type { GenerateRequest } from '../contract/request.ts';
import type { Usage } from '../contract/usage.ts';
import type { Consumption } from '../models/bill.ts';
import { sizeOf } from '../tokens/quick-estimate.ts';
import { mostMediaTokens } from '../tokens/request-tokens.ts';

/**
 * Returns the most that a request can use: one token per byte of text (no token is shorter), the largest count of its
 * media, and `maxTokens` or the maximum output of the model. Tokens of different kinds have different prices, so that
 * there is one usage for each kind that all input and all output may be of.
 *
 * @param most input tokens at most, if more is known than the size of the request
 * @returns an empty list if the maximum output is unknown
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

/** Tokens of framing that each message and the answer take at most. */
export const frameOf = ({ messages }: GenerateRequest): number => 8 * (messages.length + 1);

function mostInput(request: GenerateRequest, model: ModelInfo): number {
  const most = sizeOf(request).bytes + mostMediaTokens(request, model) + frameOf(request);
  return Math.min(most, model.contextWindow ?? Infinity);
}

/** All input may be fresh, written to the cache, or audio; what is read from the cache is cheaper. */
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
    // One token of reasoning makes all output of some models dearer.
    ...(outputTokens > 0 ? [{ outputTokens, reasoningTokens: 1 }] : []),
    ...(output.includes('audio') ? [{ outputTokens, audioOutputTokens: outputTokens }] : []),
    ...(output.includes('image') ? [{ outputTokens, imageOutputTokens: outputTokens }] : []),
  ];
}
