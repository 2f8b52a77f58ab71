import { type Script, type ScriptUsage, scriptCalls, scriptText } from '../engine/script.ts';
import { arrayOf, type JSONObject, objectOf } from '../json.ts';

/** Values that all forms of one answer share. */
export interface ResponsesEnvelope {
  readonly id: string;
  readonly created: number;
  /** Body of the request. */
  readonly body: JSONObject;
  /** Returns the id of an output item, derived from the id of the answer. */
  readonly itemId: (prefix: string, index: number) => string;
  /** Effort of the model, or `undefined` if it does not think. */
  readonly effort: string | undefined;
  /** Detail of the reasoning summary, or `undefined` without a summary. */
  readonly summary: string | undefined;
}

/** Returns a Responses answer. Without a script, it has no output, no usage and the status `in_progress`. */
export function toResponse(envelope: ResponsesEnvelope, script: Script | undefined): JSONObject {
  const { id, created, body, effort, summary } = envelope;
  const cut = script?.finishReason === 'length';
  const status = script === undefined ? 'in_progress' : cut ? 'incomplete' : 'completed';
  return {
    id,
    object: 'response',
    created_at: created,
    status,
    background: false,
    error: null,
    incomplete_details: cut ? { reason: 'max_output_tokens' } : null,
    instructions: body.instructions ?? null,
    max_output_tokens: body.max_output_tokens ?? null,
    max_tool_calls: null,
    model: body.model,
    output: script ? toItems(script, envelope) : [],
    parallel_tool_calls: body.parallel_tool_calls ?? true,
    previous_response_id: null,
    prompt_cache_key: null,
    reasoning: { effort: effort ?? null, summary: summary ?? null },
    safety_identifier: null,
    service_tier: script ? 'default' : 'auto',
    store: body.store ?? true,
    temperature: body.temperature ?? 1,
    text: { format: objectOf(body.text).format ?? { type: 'text' } },
    tool_choice: body.tool_choice ?? 'auto',
    tools: arrayOf(body.tools),
    top_logprobs: 0,
    top_p: body.top_p ?? 1,
    truncation: 'disabled',
    usage: script ? toUsage(script.usage) : null,
    user: null,
    metadata: body.metadata ?? {},
  };
}

/** Returns the output items of an answer: reasoning, if any, then a message or tool calls. */
export function toItems(script: Script, envelope: ResponsesEnvelope): readonly JSONObject[] {
  const { itemId } = envelope;
  const calls = scriptCalls(script);
  const status = script.finishReason === 'length' ? 'incomplete' : 'completed';
  const thinking = script.usage.reasoningTokens > 0 ? [toReasoningItem(script, envelope)] : [];
  const text = scriptText(script, 'text');
  const message = {
    id: itemId('msg', 0),
    type: 'message',
    status,
    content: [{ type: 'output_text', annotations: [], logprobs: [], text }],
    role: 'assistant',
  };
  return [
    ...thinking,
    ...(text === '' ? [] : [message]),
    ...calls.map((call, index) => ({
      id: itemId('fc', index),
      type: 'function_call',
      status,
      arguments: call.arguments,
      call_id: call.id,
      name: call.name,
    })),
  ];
}

function toReasoningItem(script: Script, { body, itemId, summary }: ResponsesEnvelope): JSONObject {
  const id = itemId('rs', 0);
  const hidden = arrayOf(body.include).includes('reasoning.encrypted_content');
  return {
    id,
    type: 'reasoning',
    summary: summary !== undefined ? [{ type: 'summary_text', text: scriptText(script, 'reasoning') }] : [],
    ...(hidden && { encrypted_content: Buffer.from(`simulated ${id}`).toString('base64') }),
  };
}

function toUsage(usage: ScriptUsage): JSONObject {
  return {
    input_tokens: usage.inputTokens,
    input_tokens_details: { cached_tokens: usage.cachedInputTokens },
    output_tokens: usage.outputTokens,
    output_tokens_details: { reasoning_tokens: usage.reasoningTokens },
    total_tokens: usage.totalTokens,
  };
}
