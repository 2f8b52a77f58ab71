import type { ModelInfo } from '@rephysco/core';
import {
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
export function toReasoning(
  { reasoning, model: id }: GenerateRequest,
  model: ModelInfo,
  quirks: Quirks,
): ReasoningFields {
  const { effort, budget } = reasoning ?? {};
  if (effort === undefined && budget === undefined) return nothing;
  const byBudget = quirks.reasoning === 'thinking';
  const control = model.reasoning ?? (byBudget ? 'toggle' : 'effort');
  const left = (why: string): ReasoningFields => ({
    fields: {},
    warnings: [`${id} ${why}; 'reasoning' was left out.`],
  });
  if (control === 'none') return effort === 'none' || budget === 0 ? nothing : left('does not think');
  if (byBudget && control !== 'effort') return toThinking(id, effort, budget, control);
  if (control === 'alwaysOn') return left('always thinks and cannot be steered');
  if (byBudget && (effort === 'none' || budget === 0)) return { fields: { enable_thinking: false }, warnings: [] };
  if (effort === undefined)
    return byBudget ? toThinking(id, effort, budget, control) : left('takes an effort, not a budget');
  const nearest = nearestEffort(effort, model.efforts);
  const warning = `${id} does not support the effort '${effort}'; '${nearest}' was sent.`;
  const other = otherReasoning(id, { effort, budget }, 'effort');
  return { fields: { reasoning_effort: nearest }, warnings: [...(nearest === effort ? [] : [warning]), ...other] };
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

const scale = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'];

/** Returns the nearest effort that the model supports. Of two equally near efforts, the higher one. */
function nearestEffort(effort: string, known: readonly string[] | undefined): string {
  if (!known || known.length === 0 || known.includes(effort)) return effort;
  const distance = (other: string): number => Math.abs(scale.indexOf(other) - scale.indexOf(effort));
  return [...known].reverse().reduce((best, other) => (distance(other) < distance(best) ? other : best));
}
