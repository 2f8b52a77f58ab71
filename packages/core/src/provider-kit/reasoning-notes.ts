import type { ReasoningOptions } from '../contract/request.ts';

/** Returns the warning for an effort that is sent as a budget, because the model has no effort levels. */
export const effortAsBudget = (model: string, effort: string, tokens: number): string =>
  `${model} takes a reasoning budget, not an effort: 'reasoning.effort' '${effort}' was sent as ${tokens} tokens.`;

/** Returns the warning for an effort of a model whose reasoning can only be turned on or off. */
export const effortAsSwitch = (model: string, effort: string): string =>
  `${model} can only turn reasoning on or off: 'reasoning.effort' '${effort}' turned it on.`;

/** Returns the warning about effort or budget if a request has both and the model accepts only one. */
export function otherReasoning(
  model: string,
  { effort, budget }: ReasoningOptions,
  used: 'effort' | 'budget',
): readonly string[] {
  if (effort === undefined || budget === undefined) return [];
  const left = used === 'effort' ? 'budget' : 'effort';
  return [`${model} takes one of 'effort' and 'budget': 'reasoning.${left}' was left out.`];
}
