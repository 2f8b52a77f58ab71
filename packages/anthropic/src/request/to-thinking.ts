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

/** How a request asks a model to think. */
export interface Thinking {
  readonly thinking?: WireObject;
  readonly effort?: string;
  readonly warnings: readonly string[];
}

/** Minimum number of tokens of a thinking budget. */
const least = 1024;

/** Returns how a request asks a model to think, with warnings about what the model does not accept. */
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
  const warning = `${request.model} does not take the effort '${effort}'; '${level}' was sent.`;
  const display = hidesThinking && { display: 'summarized' };
  const warnings = [
    ...(level === effort ? [] : [warning]),
    ...otherReasoning(request.model, { effort, budget }, 'effort'),
  ];
  return { thinking: { type: 'adaptive', ...display }, effort: level, warnings };
}

/** A budget has fewer tokens than the token limit, and thinking cannot begin between the calls of tools. */
function toBudget(asked: number, request: GenerateRequest, leftOut: (why: string) => Thinking): Thinking {
  const { maxTokens = Number.POSITIVE_INFINITY, messages, model, reasoning } = request;
  if (maxTokens <= least) return leftOut(`needs 'maxTokens' above ${least} to think`);
  const last = messages.findLast(({ role }) => role === 'assistant')?.content ?? [];
  const isSigned = typeof last !== 'string' && last.some((part) => part.type === 'reasoning' && part.providerData);
  if (messages.at(-1)?.role === 'tool' && !isSigned) return leftOut('cannot begin to think between calls of tools');
  const budget = Math.min(Math.max(Math.floor(asked), least), maxTokens - 1);
  const warning = `${model} takes a reasoning budget from ${least} to below 'maxTokens'; ${budget} was sent.`;
  const warnings = reasoning?.budget === undefined || budget === asked ? [] : [warning];
  return { thinking: { type: 'enabled', budget_tokens: budget }, warnings };
}
