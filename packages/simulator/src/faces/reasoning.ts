import type { ReasoningOptions } from '@rephysco/core';
import { type JSONObject, stringOf } from '../json.ts';
import { isThinker } from './model-name.ts';

const efforts = new Set(['none', 'minimal', 'low', 'medium', 'high', 'xhigh']);

/** A named effort, `undefined` where the value names none. */
export function effortOf(value: unknown): ReasoningOptions['effort'] {
  const name = stringOf(value) ?? '';
  return efforts.has(name) ? (name as NonNullable<ReasoningOptions['effort']>) : undefined;
}

/** What a body says about thinking in OpenAI's way: a model that thinks does so unless told not to. */
export function openAIReasoning(body: JSONObject): ReasoningOptions | undefined {
  const effort = effortOf(body.reasoning_effort);
  return effort || isThinker(body.model) ? { effort: effort ?? 'medium' } : undefined;
}
