import type { ReasoningOptions } from '../contract/request.ts';

/** Returns the warning for an effort that a model receives as a budget, since it has no levels of effort. */
export const effortAsBudget = (model: string, effort: string, tokens: number): string =>
  `${model} takes a reasoning budget, not an effort: 'reasoning.effort' '${effort}' was sent as ${tokens} tokens.`;

/** Returns the warning for an effort of a model whose thinking can only be turned on. */
export const effortAsSwitch = (model: string, effort: string): string =>
  `${model} can only turn reasoning on or off: 'reasoning.effort' '${effort}' turned it on.`;

/** Returns the warning about effort or budget if a request has both and the model takes only one of them. */
export function otherReasoning(
  model: string,
  { effort, budget }: ReasoningOptions,
  used: 'effort' | 'budget',
): readonly string[] {
  if (effort === undefined || budget === undefined) return [];
  const left = used === 'effort' ? 'budget' : 'effort';
  return [`${model} takes one of 'effort' and 'budget': 'reasoning.${left}' was left out.`];
}
