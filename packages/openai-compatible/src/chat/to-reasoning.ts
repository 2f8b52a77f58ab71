import type { ModelInfo } from '@rephysco/core';
import {
  askedReasoning,
  effortAsBudget,
  effortAsSwitch,
  type GenerateRequest,
  otherReasoning,
  type WireObject,
} from '@rephysco/core/provider';
import type { Quirks } from '../dialect.ts';

/** Request fields for thinking, with warnings about options that do not apply. */
export interface ReasoningFields {
  readonly fields: WireObject;
  readonly warnings: readonly string[];
}

const nothing: ReasoningFields = { fields: {}, warnings: [] };

/** Returns the fields that control thinking, for the model and its service. */
export function toReasoning(request: GenerateRequest, model: ModelInfo, quirks: Quirks): ReasoningFields {
  const asked = askedReasoning(request);
  const { effort, budget, isOff } = asked;
  if (!asked.isSet) return nothing;
  const byBudget = quirks.reasoning === 'thinking';
  const control = model.reasoning ?? (byBudget ? 'toggle' : 'effort');
  const left = (why: string): ReasoningFields => ({ fields: {}, warnings: asked.leftOut(why) });
  if (control === 'none') return isOff ? nothing : left('does not think');
  if (byBudget && control !== 'effort') return toThinking(request.model, effort, budget, control);
  if (control === 'alwaysOn') return left('always thinks and cannot be steered');
  if (byBudget && isOff) return { fields: { enable_thinking: false }, warnings: [] };
  if (byBudget && effort === undefined) return toThinking(request.model, effort, budget, control);
  if (effort === undefined) return left('takes an effort, not a budget');
  const { level, warnings } = asked.asEffort(model.efforts ?? [], true);
  return { fields: level === undefined ? {} : { reasoning_effort: level }, warnings };
}

type Effort = NonNullable<NonNullable<GenerateRequest['reasoning']>['effort']>;

// Token budgets by effort: powers of two inside the narrowest documented range, 128 to 32,768.
const budgets: Readonly<Record<Exclude<Effort, 'none'>, number>> = {
  minimal: 512,
  low: 2048,
  medium: 8192,
  high: 16_384,
  xhigh: 32_768,
};

function toThinking(
  id: string,
  effort: Effort | undefined,
  budget: number | undefined,
  control: string,
): ReasoningFields {
  if (effort === 'none' || budget === 0) {
    if (control === 'toggle' || control === 'effort') return { fields: { enable_thinking: false }, warnings: [] };
    return { fields: {}, warnings: ["This model cannot turn thinking off; 'reasoning' was left out."] };
  }
  const tokens = budget ?? (effort && control !== 'toggle' ? budgets[effort] : undefined);
  const translated = effort === undefined || budget !== undefined ? [] : [translation(id, effort, tokens)];
  return {
    fields: { ...(control === 'toggle' && { enable_thinking: true }), ...(tokens && { thinking_budget: tokens }) },
    warnings: [...translated, ...otherReasoning(id, { effort, budget }, 'budget')],
  };
}

const translation = (id: string, effort: string, tokens: number | undefined): string =>
  tokens === undefined ? effortAsSwitch(id, effort) : effortAsBudget(id, effort, tokens);
