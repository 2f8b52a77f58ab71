import type { ScriptUsage } from '../engine/script.ts';
import type { JSONObject } from '../json.ts';
import type { Service } from '../service.ts';
import { checkBearer } from './bearer.ts';
import { checkChat } from './chat-check.ts';
import { chatService } from './chat-service.ts';
import type { Dialect } from './dialect.ts';
import { failOpenAI, openAIErrorFrame } from './openai-errors.ts';
import { openAIHeaders } from './openai-headers.ts';
import { openAIReasoning } from './reasoning.ts';

const dialect: Dialect = {
  idPrefix: 'chatcmpl-',
  extraFields: { service_tier: 'default', system_fingerprint: 'fp_simulated' },
  messageFields: { refusal: null, annotations: [] },
  opening: (_, beforeText) => ({ role: 'assistant', content: beforeText ? '' : null, refusal: null }),
  textInOpening: false,
  deltaFields: {},
  wholeToolCalls: false,
  laterToolFields: {},
  usageOn: 'lastChunk',
  nullUsage: false,
  usage: toOpenAIUsage,
  showsReasoning: () => false,
  embeddingDimensions: 1536,
  dataPrefix: ' ',
};

/** OpenAI: Chat Completions, embeddings and the model list. */
export const openai: Service = chatService({
  name: 'openai',
  basePath: '/v1',
  dialect,
  headers: openAIHeaders,
  authorize: checkBearer,
  check: checkChat,
  reasoning: openAIReasoning,
  fail: failOpenAI,
  errorFrame: openAIErrorFrame,
});

/** Token counts in the words of Chat Completions. */
export function toOpenAIUsage(usage: ScriptUsage): JSONObject {
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
