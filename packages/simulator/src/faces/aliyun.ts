import { type FileBatchDialect, fileBatchEndpoints } from '../batches/file-batches.ts';
import { hexOf } from '../engine/random.ts';
import type { ScriptUsage } from '../engine/script.ts';
import type { JSONObject } from '../json.ts';
import type { Service } from '../service.ts';
import { aliyunErrorFrame, failAliyun } from './aliyun-errors.ts';
import { aliyunReasoning, checkStreaming, hasAudio } from './aliyun-rules.ts';
import { checkBearer } from './bearer.ts';
import { chatService } from './chat-service.ts';
import type { Dialect } from './dialect.ts';
import { openAIDialect } from './openai-dialect.ts';
import { tone } from './tone.ts';
import { uuidOf } from './uuid.ts';

const dialect: Dialect = {
  ...openAIDialect,
  id: (seed) => `chatcmpl-${uuidOf(seed)}`,
  callId: (call) => `call_${hexOf(call.id, 22)}`,
  envelope: { system_fingerprint: null },
  message: {},
  messageCall: (index) => ({ index }),
  contentBesideCalls: '',
  usage: toUsage,
  embeddingDimensions: 1024,
  stream: {
    ...openAIDialect.stream,
    opening: (first) => {
      if (first?.type === 'tool-call') return undefined;
      return first?.type === 'reasoning'
        ? { content: null, role: 'assistant', reasoning_content: '' }
        : { content: '', role: 'assistant' };
    },
    delta: (delta, first) => ({
      ...('content' in delta ? {} : { content: null }),
      ...delta,
      ...(first && { role: 'assistant' }),
    }),
    finishDelta: { content: '' },
    laterCall: () => ({ call: { id: '', type: 'function' }, function: {} }),
  },
};

/** Dialect of the first model generation: different field order, `role: null`, no early finish reason, empty names. */
const olderDialect: Dialect = {
  ...dialect,
  envelope: {},
  choice: {},
  stream: {
    ...dialect.stream,
    opening: (first) => (first?.type === 'tool-call' ? undefined : { content: '', role: 'assistant' }),
    delta: (delta, first) => ({ content: '', ...delta, role: first ? 'assistant' : null }),
    finishDelta: { content: '', role: null },
    choice: (delta, finishReason) => ({ delta, ...(finishReason && { finish_reason: finishReason }) }),
    laterCall: (call) => ({ call: { id: call.id, type: 'function' }, function: { name: '' } }),
  },
};

const older = /^qwen-(?:turbo|plus|max)\b/;

const batches: FileBatchDialect = {
  filePrefix: 'file-batch-',
  outputPrefix: 'file-batch_',
  queued: 'validating',
  lines: 50_000,
};

/** Service Aliyun DashScope in compatible mode: Chat Completions, embeddings and the model list. */
export const aliyun: Service = chatService({
  name: 'aliyun',
  basePath: '/compatible-mode/v1',
  dialect: (model) => (older.test(model) ? olderDialect : dialect),
  headers: ({ ordinal }) => ({
    'x-request-id': uuidOf(`aliyun ${ordinal}`),
    'req-cost-time': '1',
    'x-dashscope-call-gateway': 'true',
  }),
  authorize: checkBearer,
  rules: { roles: ['system', 'user', 'assistant', 'tool', 'function'], strictThinkers: false, strictSchemas: false },
  check: checkStreaming,
  reasoning: aliyunReasoning,
  showsReasoning: () => true,
  media: (body, id) => (hasAudio(body) ? soundDeltas(id) : []),
  endpoints: fileBatchEndpoints(batches, () => aliyun),
  fail: failAliyun,
  errorFrame: aliyunErrorFrame,
});

/** Returns the audio of an Omni model: a tone with 24 kHz, 16 bits, mono. */
function soundDeltas(id: string): readonly JSONObject[] {
  const about = { expires_at: Math.floor(Date.now() / 1000) + 3600, id: `audio_${id.slice('chatcmpl-'.length)}` };
  return tone().map((data) => ({ audio: { data, ...about } }));
}

function toUsage(usage: ScriptUsage): JSONObject {
  return {
    prompt_tokens: usage.inputTokens,
    completion_tokens: usage.outputTokens,
    total_tokens: usage.totalTokens,
    prompt_tokens_details: { cached_tokens: usage.cachedInputTokens },
    ...(usage.reasoningTokens > 0 && { completion_tokens_details: { reasoning_tokens: usage.reasoningTokens } }),
  };
}
