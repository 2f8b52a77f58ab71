import { type FileBatchDialect, fileBatchEndpoints } from '../batches/file-batches.ts';
import { hexOf } from '../engine/random.ts';
import type { ScriptUsage } from '../engine/script.ts';
import { type JSONObject, numberOf, stringOf } from '../json.ts';
import type { Service } from '../service.ts';
import { checkBearer } from './bearer.ts';
import { chatService } from './chat-service.ts';
import type { Dialect } from './dialect.ts';
import { isThinker } from './model-name.ts';
import { openAIDialect } from './openai-dialect.ts';
import { failSiliconFlow, siliconFlowErrorFrame } from './siliconflow-errors.ts';

const dialect: Dialect = {
  ...openAIDialect,
  // UUID of version 7 without hyphens.
  id: (seed) => `019b${hexOf(seed, 28)}`,
  callId: (call) => `019b${hexOf(call.id, 28)}`,
  envelope: { system_fingerprint: '' },
  choice: {},
  message: {},
  usage: toUsage,
  contentBesideCalls: '',
  embeddingDimensions: 1024,
  stream: {
    ...openAIDialect.stream,
    opening: (first) =>
      first?.type === 'tool-call' ? undefined : { content: null, reasoning_content: '', role: 'assistant' },
    delta: (delta) => ({ content: null, reasoning_content: null, role: 'assistant', ...delta }),
    finishDelta: { content: '', reasoning_content: null },
    choice: (delta, finishReason) => ({ delta, finish_reason: finishReason ?? null }),
    laterCall: () => ({ call: { id: null, type: null }, function: {} }),
    usageOn: 'everyChunk',
  },
};

/** Dialect of older models: empty texts instead of null. An empty finish reason counts as none. */
const olderDialect: Dialect = {
  ...dialect,
  stream: {
    ...dialect.stream,
    opening: () => undefined,
    delta: (delta) => ({ content: '', reasoning_content: '', ...delta }),
    finishDelta: { content: '', reasoning_content: '' },
    choice: (delta, finishReason) => ({ delta, finish_reason: finishReason ?? '' }),
  },
};

const older = /DeepSeek-V3$|Qwen2\.5/;

const batches: FileBatchDialect = {
  envelope: true,
  filePrefix: 'file-',
  outputPrefix: 'file-',
  queued: 'in_queue',
  lines: 5000,
  replaces: true,
};

/** Service SiliconFlow: Chat Completions, embeddings and the model list. */
export const siliconflow: Service = chatService({
  name: 'siliconflow',
  basePath: '/v1',
  dialect: (model) => (older.test(model) ? olderDialect : dialect),
  headers: ({ ordinal }) => ({ 'x-siliconcloud-trace-id': `ti_${hexOf(`trace ${ordinal}`, 16)}` }),
  authorize: checkBearer,
  rules: { roles: ['system', 'user', 'assistant', 'tool'], strictThinkers: false, strictSchemas: false },
  reasoning: toReasoning,
  showsReasoning: () => true,
  endpoints: fileBatchEndpoints(batches, () => siliconflow),
  fail: failSiliconFlow,
  errorFrame: siliconFlowErrorFrame,
});

function toReasoning(body: JSONObject): { effort: 'medium'; budget?: number } | undefined {
  const thinks = body.enable_thinking === true || (isThinker(body.model) && body.enable_thinking !== false);
  const always = /qwen3-\d+b/i.test(stringOf(body.model) ?? '') && body.enable_thinking !== false;
  if (!thinks && !always) return undefined;
  const budget = numberOf(body.thinking_budget);
  return { effort: 'medium', ...(budget !== undefined && { budget }) };
}

function toUsage({ inputTokens, outputTokens, totalTokens, reasoningTokens }: ScriptUsage): JSONObject {
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: totalTokens,
    ...(reasoningTokens > 0 && { completion_tokens_details: { reasoning_tokens: reasoningTokens } }),
  };
}
