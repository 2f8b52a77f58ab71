import type { ReasoningOptions } from '@rephysco/core';
import { type JSONObject, stringOf } from '../json.ts';
import { isThinker } from './model-name.ts';

const efforts = new Set(['none', 'minimal', 'low', 'medium', 'high', 'xhigh']);

/** A named effort, `undefined` where the value names none. */
export function effortOf(value: unknown): ReasoningOptions['effort'] {
  const name = stringOf(value) === 'max' ? 'xhigh' : (stringOf(value) ?? '');
  return efforts.has(name) ? (name as NonNullable<ReasoningOptions['effort']>) : undefined;
}

/** OpenAI models that think only when told to; their predecessors and successors think unless told not to. */
const thinksOnRequest = /^gpt-5\.[1-4]\b/;

/** What a body says about thinking in OpenAI's way; `undefined` for models that cannot. */
export function openAIReasoning(body: JSONObject): ReasoningOptions | undefined {
  const model = stringOf(body.model) ?? '';
  if (!isThinker(model)) return undefined;
  return { effort: effortOf(body.reasoning_effort) ?? (thinksOnRequest.test(model) ? 'none' : 'medium') };
}
