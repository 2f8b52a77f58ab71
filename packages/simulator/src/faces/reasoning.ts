import type { ReasoningOptions } from '@rephysco/core';
import { type JSONObject, stringOf } from '../json.ts';
import { isThinker } from './model-name.ts';

const efforts = new Set(['none', 'minimal', 'low', 'medium', 'high', 'xhigh']);

/** Returns a named effort, or `undefined` if the value is not one. */
export function effortOf(value: unknown): ReasoningOptions['effort'] {
  const name = stringOf(value) === 'max' ? 'xhigh' : (stringOf(value) ?? '');
  return efforts.has(name) ? (name as NonNullable<ReasoningOptions['effort']>) : undefined;
}

/** OpenAI models that think only on request. Earlier and later models think by default. */
const thinksOnRequest = /^gpt-5\.[1-4]\b/;

/** Returns the thinking options in OpenAI's fields of a body, or `undefined` for models that cannot think. */
export function openAIReasoning(body: JSONObject): ReasoningOptions | undefined {
  const model = stringOf(body.model) ?? '';
  if (!isThinker(model)) return undefined;
  return { effort: effortOf(body.reasoning_effort) ?? (thinksOnRequest.test(model) ? 'none' : 'medium') };
}
