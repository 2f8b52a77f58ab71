import type { GenerateRequest, ReasoningOptions } from '../contract/request.ts';
import { effortBudget, nearestEffort } from './efforts.ts';
import { effortAsBudget, otherReasoning } from './reasoning-notes.ts';

/** Range of the reasoning budgets that a model accepts, in tokens. */
export interface BudgetRange {
  /** @default 0 */
  readonly min?: number;
  /** @default unlimited */
  readonly max?: number;
}

/** Option `reasoning` of a request, in the forms that services accept, with warnings about the differences. */
export interface AskedReasoning extends ReasoningOptions {
  /** `true` if the request sets an effort or a budget. */
  readonly isSet: boolean;
  /** `true` if the request turns reasoning off. */
  readonly isOff: boolean;
  /** Returns the warning that the option was not sent. @param why for example `does not think` */
  leftOut(why: string): readonly string[];
  /**
   * Returns the nearest effort that a model knows. Without an effort in the request, returns only a warning.
   *
   * @param higher `true` returns the higher of two equally near efforts. @default false
   */
  asEffort(
    known: readonly string[] | undefined,
    higher?: boolean,
  ): { readonly level?: string; readonly warnings: readonly string[] };
  /** Returns the budget, or the budget for the effort, within a range. */
  asBudget(range?: BudgetRange): { readonly tokens: number; readonly warnings: readonly string[] };
}

/** Reads the option `reasoning` of a request. */
export function askedReasoning({
  model,
  reasoning = {},
}: Pick<GenerateRequest, 'model' | 'reasoning'>): AskedReasoning {
  const { effort, budget } = reasoning;
  const isOff = effort === 'none' || budget === 0;
  const others = (used: 'effort' | 'budget'): readonly string[] =>
    // Both values turn reasoning off, so no option is lost.
    effort === 'none' && budget === 0 ? [] : otherReasoning(model, reasoning, used);
  const leftOut = (why: string): readonly string[] => [`${model} ${why}; 'reasoning' was left out.`];
  return {
    effort,
    budget,
    isSet: effort !== undefined || budget !== undefined,
    isOff,
    leftOut,
    asEffort(known, higher) {
      const wanted = isOff ? 'none' : effort;
      if (wanted === undefined) return { warnings: leftOut('takes an effort, not a budget') };
      const level = known?.length === 0 ? wanted : nearestEffort(wanted, known, higher);
      const problem =
        wanted === effort ? `does not support the effort '${wanted}'` : "does not support 'reasoning.budget' 0";
      const changed = `${model} ${problem}; '${level}' was sent.`;
      return {
        level,
        warnings: [...(level === wanted ? [] : [changed]), ...others(wanted === effort ? 'effort' : 'budget')],
      };
    },
    asBudget({ min = 0, max = Infinity } = {}) {
      const asked = budget ?? effortBudget(effort ?? 'none');
      const tokens = Math.min(Math.max(Math.floor(asked), min), max);
      const range = Number.isFinite(max) ? `from ${min} to ${max}` : `of at least ${min}`;
      const changed = `${model} supports a reasoning budget ${range} tokens; ${tokens} was sent.`;
      const translated = budget === undefined && tokens > 0 ? [effortAsBudget(model, effort ?? '', tokens)] : [];
      return {
        tokens,
        warnings: [...(budget === undefined || tokens === budget ? translated : [changed]), ...others('budget')],
      };
    },
  };
}
