import type { FinishReason, Usage } from '@rephysco/core';
import { asCount, asList, asObject, finishReasonIn, type WireObject } from '@rephysco/core/provider';

/**
 * Converts usage to the common definition. `outputTokens` includes reasoning, which Gemini counts separately.
 * `inputTokens` includes tokens that provider tools added to the prompt. Without an output count, the output is the
 * total minus the input.
 */
export function toUsage(usage: WireObject): Usage {
  const count = (name: string): number | undefined => asCount(usage[`${name}TokenCount`]);
  const [prompt, ofTools, answer, thoughts, total] = [
    count('prompt'),
    count('toolUsePrompt'),
    count('candidates'),
    count('thoughts'),
    count('total'),
  ];
  const inputTokens = prompt === undefined ? undefined : prompt + (ofTools ?? 0);
  const left = total === undefined || inputTokens === undefined ? undefined : Math.max(0, total - inputTokens);
  return {
    inputTokens,
    outputTokens: answer === undefined && thoughts === undefined ? left : (answer ?? 0) + (thoughts ?? 0),
    totalTokens: total,
    cachedInputTokens: count('cachedContent'),
    reasoningTokens: thoughts,
    audioInputTokens: tokensOf('AUDIO', usage.promptTokensDetails),
    cachedAudioTokens: tokensOf('AUDIO', usage.cacheTokensDetails),
    audioOutputTokens: tokensOf('AUDIO', usage.candidatesTokensDetails),
    imageOutputTokens: tokensOf('IMAGE', usage.candidatesTokensDetails),
  };
}

/** Returns the tokens of a modality from a list of counts by modality. */
function tokensOf(modality: string, details: unknown): number | undefined {
  const found = asList(details)
    .map(asObject)
    .find((each) => each?.modality === modality);
  return asCount(found?.tokenCount);
}

// https://ai.google.dev/api/generate-content#FinishReason; MODEL_ARMOR is Vertex's.
const reasons: Readonly<Record<string, FinishReason>> = {
  STOP: 'stop',
  MAX_TOKENS: 'length',
  SAFETY: 'content_filter',
  RECITATION: 'content_filter',
  LANGUAGE: 'content_filter',
  BLOCKLIST: 'content_filter',
  PROHIBITED_CONTENT: 'content_filter',
  SPII: 'content_filter',
  MODEL_ARMOR: 'content_filter',
  IMAGE_SAFETY: 'content_filter',
  IMAGE_PROHIBITED_CONTENT: 'content_filter',
  IMAGE_RECITATION: 'content_filter',
  MALFORMED_FUNCTION_CALL: 'error',
  MALFORMED_RESPONSE: 'error',
  UNEXPECTED_TOOL_CALL: 'error',
  TOO_MANY_TOOL_CALLS: 'error',
  MISSING_THOUGHT_SIGNATURE: 'error',
};

/** Returns the common finish reason. Gemini also sends `STOP` for tool calls. */
export const toFinishReason = (raw: string | undefined, calledTools: boolean): FinishReason =>
  finishReasonIn(reasons, raw, calledTools);
