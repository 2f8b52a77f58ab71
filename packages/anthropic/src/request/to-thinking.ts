import type { ModelInfo } from '@rephysco/core';
import {
  effortAsBudget,
  effortBudget,
  type GenerateRequest,
  nearestEffort,
  otherReasoning,
  type WireObject,
} from '@rephysco/core/provider';
import { traitsOf } from '../models.ts';
import { isForced } from './to-tools.ts';

/** Request fields for thinking. */
export interface Thinking {
  readonly thinking?: WireObject;
  readonly effort?: string;
  readonly warnings: readonly string[];
}

/** Minimum number of tokens of a thinking budget. */
const least = 1024;

/** Returns the fields that control thinking, with warnings about options that the model does not support. */
export function toThinking(request: GenerateRequest, { id, efforts }: ModelInfo): Thinking {
  const { effort, budget } = request.reasoning ?? {};
  const { thinking, off, thinksByDefault, hidesThinking, isNewest } = traitsOf(id);
  const leftOut = (why: string): Thinking => ({ warnings: [`${request.model} ${why}; 'reasoning' was left out.`] });
  const isOff = effort === 'none' || budget === 0;
  const isAsked = effort !== undefined || budget !== undefined;
  if (isForced(request) && !isNewest && !isOff && (isAsked || thinksByDefault)) {
    const silent = thinksByDefault && { thinking: { type: 'disabled' } };
    return { ...(isAsked ? leftOut('cannot think with a forced tool') : { warnings: [] }), ...silent };
  }
  if (!isAsked) return { warnings: [] };
  if (isOff) {
    if (off === undefined) return leftOut('always thinks');
    return { ...(thinksByDefault && { thinking: { type: off } }), warnings: [] };
  }
  if (thinking === 'none') return leftOut('does not think');
  if (thinking === 'budget' || (thinking === 'both' && budget !== undefined)) {
    const sent = toBudget(budget ?? effortBudget(effort ?? ''), request, leftOut);
    if (!sent.thinking) return sent;
    const { budget_tokens: tokens } = sent.thinking;
    const translated = budget === undefined ? [effortAsBudget(request.model, effort ?? '', Number(tokens))] : [];
    const other = otherReasoning(request.model, { effort, budget }, 'budget');
    return { ...sent, warnings: [...sent.warnings, ...translated, ...other] };
  }
  if (effort === undefined) return leftOut('takes an effort, not a budget');
  const level = nearestEffort(effort, efforts?.filter((each) => each !== 'none') ?? ['low', 'medium', 'high', 'xhigh']);
  const warning = `${request.model} does not support the effort '${effort}'; '${level}' was sent.`;
  const display = hidesThinking && { display: 'summarized' };
  const warnings = [
    ...(level === effort ? [] : [warning]),
    ...otherReasoning(request.model, { effort, budget }, 'effort'),
  ];
  return { thinking: { type: 'adaptive', ...display }, effort: level, warnings };
}

/** A budget must be smaller than the token limit. Thinking cannot start between tool calls. */
function toBudget(asked: number, request: GenerateRequest, leftOut: (why: string) => Thinking): Thinking {
  const { maxTokens = Number.POSITIVE_INFINITY, messages, model, reasoning } = request;
  if (maxTokens <= least) return leftOut(`needs 'maxTokens' above ${least} to think`);
  const last = messages.findLast(({ role }) => role === 'assistant')?.content ?? [];
  const isSigned = typeof last !== 'string' && last.some((part) => part.type === 'reasoning' && part.providerData);
  if (messages.at(-1)?.role === 'tool' && !isSigned) return leftOut('cannot start to think between tool calls');
  const budget = Math.min(Math.max(Math.floor(asked), least), maxTokens - 1);
  const warning = `${model} supports a reasoning budget from ${least} to below 'maxTokens'; ${budget} was sent.`;
  const warnings = reasoning?.budget === undefined || budget === asked ? [] : [warning];
  return { thinking: { type: 'enabled', budget_tokens: budget }, warnings };
}
