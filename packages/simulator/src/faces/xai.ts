import type { ReasoningOptions } from '@rephysco/core';
import { xaiBatchEndpoints } from '../batches/xai-batches.ts';
import { hexOf } from '../engine/random.ts';
import { tokenize } from '../engine/tokens.ts';
import { badRequest, Refusal } from '../failure.ts';
import { type JSONObject, stringOf } from '../json.ts';
import { jsonReply } from '../reply.ts';
import type { Call, Service } from '../service.ts';
import { checkBearer } from './bearer.ts';
import { chatService } from './chat-service.ts';
import type { Dialect } from './dialect.ts';
import { isThinker } from './model-name.ts';
import { openAIDialect } from './openai-dialect.ts';
import { effortOf } from './reasoning.ts';
import { responsesEndpoints } from './responses.ts';
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
  // Reasoning tokens are part of the total, but not of `completion_tokens`.
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

/** Models that show their reasoning. The others only count it. */
const showing = /grok-3-mini|grok-code/;

/** Models with a fixed effort. */
const fixedEffort = /grok-4-|grok-4\.20-.*reasoning|grok-code|grok-2|grok-3(?!-mini)|grok-build/;

/** Service xAI: Chat Completions, Responses, embeddings, token counting and the model list. */
export const xai: Service = chatService({
  name: 'xai',
  basePath: '/v1',
  dialect: () => dialect,
  headers,
  authorize: checkBearer,
  rules: {
    roles: ['system', 'developer', 'user', 'assistant', 'tool', 'function'],
    strictThinkers: false,
    strictSchemas: false,
  },
  check: checkParameters,
  reasoning,
  showsReasoning: (model) => showing.test(model),
  endpoints: {
    ...xaiBatchEndpoints(() => xai),
    ...responsesEndpoints({
      rules: {
        strictThinkers: false,
        strictSchemas: false,
        unknownModel: (model) => new Refusal({ kind: 'unknown_model', subject: model }),
      },
      headers,
      reasoning,
      summary: () => 'detailed',
      id: ({ ordinal }) => uuidOf(`response ${ordinal}`),
      itemId: (id, prefix, index) => `${prefix}_${id}${prefix === 'fc' ? `_${index}` : ''}`,
    }),
    'POST tokenize-text': (call, body) => jsonReply(tokenizeText(body), { headers: headers(call) }),
  },
  fail: failXai,
  errorFrame: xaiErrorFrame,
});

/** Rejects parameters that a model does not support. The messages use camel case, like the API. @throws Refusal */
function checkParameters(body: JSONObject): void {
  const model = stringOf(body.model) ?? '';
  const refused: readonly string[] = isThinker(model) ? ['presence_penalty', 'frequency_penalty', 'stop'] : [];
  for (const name of fixedEffort.test(model) ? [...refused, 'reasoning_effort'] : refused) {
    if (body[name] == null) continue;
    const shown = name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
    throw badRequest(`Model ${model} does not support parameter ${shown}.`);
  }
}

function headers({ ordinal }: Call): Readonly<Record<string, string>> {
  return {
    'x-request-id': `00-${hexOf(`trace ${ordinal}`, 32)}-${hexOf(`span ${ordinal}`, 16)}-01`,
    'x-zero-data-retention': 'false',
    'x-ratelimit-limit-requests': '480',
    'x-ratelimit-remaining-requests': '479',
  };
}

function reasoning(body: JSONObject): ReasoningOptions | undefined {
  return isThinker(body.model) ? { effort: effortOf(body.reasoning_effort) ?? 'medium' } : undefined;
}

/** Returns the tokens of a text. */
function tokenizeText(body: JSONObject): JSONObject {
  const tokens = tokenize(stringOf(body.text) ?? '');
  return {
    token_ids: tokens.map((token, index) => ({
      token_id: index,
      string_token: token,
      token_bytes: [...Buffer.from(token)],
    })),
  };
}
