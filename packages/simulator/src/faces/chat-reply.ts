import { type Script, scriptCalls, scriptText } from '../engine/script.ts';
import type { JSONObject } from '../json.ts';
import type { Dialect } from './dialect.ts';

/** Values that all answers to one request share. */
export interface Envelope {
  readonly id: string;
  readonly created: number;
  readonly model: string;
  readonly dialect: Dialect;
  /** `true` if the service shows the reasoning. */
  readonly showsReasoning: boolean;
}

/** Returns a plain Chat Completions answer with one choice per script. */
export function toCompletion(scripts: readonly Script[], envelope: Envelope): unknown {
  const { id, created, model, dialect } = envelope;
  return {
    id,
    object: 'chat.completion',
    created,
    model,
    choices: scripts.map((script, index) => ({
      index,
      message: toMessage(script, envelope),
      ...dialect.choice,
      finish_reason: script.finishReason,
    })),
    usage: dialect.usage(totalUsage(scripts)),
    ...dialect.envelope,
  };
}

function toMessage(script: Script, { dialect, showsReasoning }: Envelope): JSONObject {
  const calls = scriptCalls(script).map((call, index) => ({
    id: dialect.callId?.(call) ?? call.id,
    type: 'function',
    function: { name: call.name, arguments: call.arguments },
    ...dialect.messageCall(index),
  }));
  const reasoning = showsReasoning ? scriptText(script, 'reasoning') : '';
  return {
    role: 'assistant',
    content: calls.length > 0 ? dialect.contentBesideCalls : scriptText(script, 'text'),
    ...(reasoning !== '' && { reasoning_content: reasoning }),
    ...(calls.length > 0 && { tool_calls: calls }),
    ...dialect.message,
  };
}

/** Returns the usage of several answers to one request. The prompt counts once. */
export function totalUsage(scripts: readonly Script[]): Script['usage'] {
  const inputTokens = scripts[0]?.usage.inputTokens ?? 0;
  const outputTokens = scripts.reduce((sum, script) => sum + script.usage.outputTokens, 0);
  const reasoningTokens = scripts.reduce((sum, script) => sum + script.usage.reasoningTokens, 0);
  return { inputTokens, outputTokens, totalTokens: inputTokens + outputTokens, cachedInputTokens: 0, reasoningTokens };
}
