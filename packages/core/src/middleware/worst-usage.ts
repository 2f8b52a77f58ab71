import type { ModelInfo } from '../contract/model-info.ts';
import type { GenerateRequest } from '../contract/request.ts';
import type { Usage } from '../contract/usage.ts';
import { sizeOf } from '../tokens/quick-estimate.ts';
import { mostMediaTokens } from '../tokens/request-tokens.ts';

/**
 * Returns the most that a request can use: one token per byte of text (no token is shorter), the largest count of its
 * media, and `maxTokens` or the maximum output of the model. Reasoning can have a price of its own, so that there is one
 * usage with all output as reasoning and one without.
 *
 * @returns an empty list if the maximum output is unknown
 */
export function worstUsages(request: GenerateRequest, model: ModelInfo): readonly Usage[] {
  if (request.operation === 'embed') return [{ inputTokens: sizeOf(request).bytes, outputTokens: 0 }];
  const { contextWindow = Infinity, maxOutputTokens = contextWindow } = model;
  const outputTokens = request.maxTokens ?? maxOutputTokens;
  if (outputTokens === Infinity) return [];
  const { bytes } = sizeOf(request);
  // Each message and the answer take a few tokens of framing.
  const most = bytes + mostMediaTokens(request, model) + 8 * (request.messages.length + 1);
  const inputTokens = Math.min(most, contextWindow);
  return [
    { inputTokens, outputTokens },
    { inputTokens, outputTokens, reasoningTokens: outputTokens },
  ];
}
