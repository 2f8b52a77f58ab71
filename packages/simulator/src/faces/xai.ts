import { hexOf } from '../engine/random.ts';
import { badRequest } from '../failure.ts';
import { type JSONObject, stringOf } from '../json.ts';
import type { Service } from '../service.ts';
import { checkBearer } from './bearer.ts';
import { chatService } from './chat-service.ts';
import type { Dialect } from './dialect.ts';
import { isThinker } from './model-name.ts';
import { openAIDialect } from './openai-dialect.ts';
import { effortOf } from './reasoning.ts';
import { uuidOf } from './uuid.ts';
import { failXai, xaiErrorFrame } from './xai-errors.ts';

const dialect: Dialect = {
  ...openAIDialect,
  id: uuidOf,
  callId: (call) => `call_${String(Number.parseInt(hexOf(call.id, 8), 16) % 10 ** 8).padStart(8, '0')}`,
  envelope: { system_fingerprint: 'fp_simulated' },
  choice: {},
  message: { refusal: null },
  contentBesideCalls: '',
  // Thinking is not part of `completion_tokens`, but of the total.
  usage: ({ inputTokens, outputTokens, totalTokens, cachedInputTokens, reasoningTokens }) => ({
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens - reasoningTokens,
    total_tokens: totalTokens,
    prompt_tokens_details: {
      text_tokens: inputTokens,
      audio_tokens: 0,
      image_tokens: 0,
      cached_tokens: cachedInputTokens,
    },
    completion_tokens_details: {
      reasoning_tokens: reasoningTokens,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
    num_sources_used: 0,
  }),
  stream: {
    ...openAIDialect.stream,
    opening: (first) => (first === undefined ? { role: 'assistant' } : undefined),
    delta: (delta, first) => (first ? { ...delta, role: 'assistant' } : delta),
    choice: (delta, finishReason) => ({ delta, ...(finishReason && { finish_reason: finishReason }) }),
    wholeCalls: true,
    nullUsage: false,
  },
};

/** Models that show their thinking; the others only count it. */
const showing = /grok-3-mini|grok-code/;

/** Models whose effort cannot be chosen. */
const fixedEffort = /grok-4-|grok-4\.20-.*reasoning|grok-code|grok-2|grok-3(?!-mini)|grok-build/;

/** xAI: Chat Completions, embeddings and the model list. */
export const xai: Service = chatService({
  name: 'xai',
  basePath: '/v1',
  dialect: () => dialect,
  headers: ({ ordinal }) => ({
    'x-request-id': `00-${hexOf(`trace ${ordinal}`, 32)}-${hexOf(`span ${ordinal}`, 16)}-01`,
    'x-zero-data-retention': 'false',
    'x-ratelimit-limit-requests': '480',
    'x-ratelimit-remaining-requests': '479',
  }),
  authorize: checkBearer,
  rules: {
    roles: ['system', 'developer', 'user', 'assistant', 'tool', 'function'],
    strictThinkers: false,
    strictSchemas: false,
  },
  check: checkParameters,
  reasoning: (body) => (isThinker(body.model) ? { effort: effortOf(body.reasoning_effort) ?? 'medium' } : undefined),
  showsReasoning: (model) => showing.test(model),
  fail: failXai,
  errorFrame: xaiErrorFrame,
});

/** Refuses what a model does not support, in camel case as the API names it. @throws Refusal */
function checkParameters(body: JSONObject): void {
  const model = stringOf(body.model) ?? '';
  const refused: readonly string[] = isThinker(model) ? ['presence_penalty', 'frequency_penalty', 'stop'] : [];
  for (const name of fixedEffort.test(model) ? [...refused, 'reasoning_effort'] : refused) {
    if (body[name] == null) continue;
    const shown = name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
    throw badRequest(`Model ${model} does not support parameter ${shown}.`);
  }
}
