import { nameOf } from '../engine/random.ts';
import type { ScriptUsage } from '../engine/script.ts';
import type { JSONObject } from '../json.ts';
import type { Dialect } from './dialect.ts';

/** OpenAI's dialect of Chat Completions. The dialects of the other services override parts of it. */
export const openAIDialect: Dialect = {
  id: (seed) => `chatcmpl-${nameOf(seed, 29)}`,
  envelope: { service_tier: 'default', system_fingerprint: 'fp_simulated' },
  choice: { logprobs: null },
  message: { refusal: null, annotations: [] },
  messageCall: () => ({}),
  contentBesideCalls: null,
  usage: toOpenAIUsage,
  embeddingDimensions: 1536,
  stream: {
    opening: (first) => ({ role: 'assistant', content: first?.type === 'tool-call' ? null : '', refusal: null }),
    delta: (delta) => delta,
    finishDelta: {},
    choice: (delta, finishReason) => ({ delta, logprobs: null, finish_reason: finishReason ?? null }),
    wholeCalls: false,
    laterCall: () => ({ call: {}, function: {} }),
    usageOn: 'lastChunk',
    nullUsage: true,
    afterData: ' ',
  },
};

function toOpenAIUsage(usage: ScriptUsage): JSONObject {
  return {
    prompt_tokens: usage.inputTokens,
    completion_tokens: usage.outputTokens,
    total_tokens: usage.totalTokens,
    prompt_tokens_details: { cached_tokens: usage.cachedInputTokens, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: usage.reasoningTokens,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}
