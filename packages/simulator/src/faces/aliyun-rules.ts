import type { ReasoningOptions } from '@rephysco/core';
import { badRequest } from '../failure.ts';
import { arrayOf, type JSONObject, numberOf, stringOf } from '../json.ts';
import { isThinker } from './model-name.ts';
import { effortOf } from './reasoning.ts';

/** Models that support only streaming. Omni models of the 3.8 generation also support plain requests. */
const streamOnly = /^qwq|^qvq|^qwen-omni|^qwen(?:2\.5|3|3\.5)-omni/;

/** Open-weight models, which think by default and then support only streaming. */
const openWeights = /^qwen3-(?:\d+b|\d+b-a\d+b)$/;

/** Rejects plain requests to models that support only streaming. @throws Refusal */
export function checkStreaming(body: JSONObject): void {
  const model = stringOf(body.model) ?? '';
  if (body.stream === true) return;
  if (streamOnly.test(model)) {
    throw badRequest('This model only support stream mode, please enable the stream parameter to access the model. ', {
      code: 'invalid_parameter_error',
    });
  }
  if (openWeights.test(model) && body.enable_thinking !== false) {
    throw badRequest('parameter.enable_thinking must be set to false for non-streaming calls', {
      code: 'invalid_parameter_error',
    });
  }
}

/** Returns the thinking options in DashScope's fields of a body. */
export function aliyunReasoning(body: JSONObject): ReasoningOptions | undefined {
  const model = stringOf(body.model) ?? '';
  const effort = effortOf(body.reasoning_effort);
  const usual = isThinker(model) || openWeights.test(model) || effort !== undefined;
  if (body.enable_thinking === false || (body.enable_thinking !== true && !usual)) return undefined;
  const budget = numberOf(body.thinking_budget);
  return { effort: effort ?? 'medium', ...(budget !== undefined && { budget }) };
}

/** Returns `true` if a request needs audio output of an Omni model. */
export function hasAudio(body: JSONObject): boolean {
  return /omni/.test(stringOf(body.model) ?? '') && arrayOf(body.modalities).includes('audio');
}
