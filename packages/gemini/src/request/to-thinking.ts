import type { ModelInfo, ReasoningOptions } from '@rephysco/core';
import {
  effortAsBudget,
  effortBudget,
  effortLadder,
  nearestEffort,
  otherReasoning,
  type ReasoningControl,
  type WireObject,
} from '@rephysco/core/provider';

/** Request fields for thinking, with warnings about options that do not apply. */
export interface Thinking {
  /** Value of `generationConfig.thinkingConfig`. Absent if no option was set. */
  readonly config?: WireObject | undefined;
  readonly warnings: readonly string[];
}

/** Returns how a model's thinking is controlled. For a model outside the table, its generation decides. */
export function controlOf({ id, reasoning }: ModelInfo): ReasoningControl {
  if (reasoning) return reasoning;
  if (/\b(?:gemini-(?:1|2\.0)|gemma-[1-3])/.test(id)) return 'none';
  return id.includes('gemini-2.5') ? 'budget' : 'level';
}

/** Returns the thinking configuration of a request: a budget up to Gemini 2.5, a level for later models. */
export function toThinking(reasoning: ReasoningOptions | undefined, model: ModelInfo): Thinking {
  const { effort, budget } = reasoning ?? {};
  if (effort === undefined && budget === undefined) return { warnings: [] };
  const off = effort === 'none' || budget === 0;
  const control = controlOf(model);
  if (control === 'none') return off ? { warnings: [] } : leftOut(model, 'does not think');
  if (control === 'budget') {
    const tokens = budget ?? effortBudget(effort ?? 'none');
    const sent = toBudget(tokens, model);
    const translated = budget === undefined && tokens > 0 ? [effortAsBudget(model.id, effort ?? '', tokens)] : [];
    return { ...sent, warnings: [...sent.warnings, ...translated, ...otherOf(model, reasoning, 'budget')] };
  }
  const levels = control === 'toggle' ? ['minimal', 'high'] : model.efforts;
  const wanted = off ? 'none' : effort;
  if (wanted === undefined) return leftOut(model, 'takes an effort, not a budget');
  const sent = toLevel(wanted, levels, model);
  return { ...sent, warnings: [...sent.warnings, ...otherOf(model, reasoning, off ? 'budget' : 'effort')] };
}

const otherOf = ({ id }: ModelInfo, reasoning: ReasoningOptions = {}, used: 'effort' | 'budget'): readonly string[] =>
  // Both values turn thinking off, so no option is lost.
  reasoning.effort === 'none' && reasoning.budget === 0 ? [] : otherReasoning(id, reasoning, used);

function toBudget(budget: number, model: ModelInfo): Thinking {
  if (budget > 0) return { config: { includeThoughts: true, thinkingBudget: budget }, warnings: [] };
  if (model.efforts?.includes('none') ?? true) return { config: { thinkingBudget: 0 }, warnings: [] };
  return leftOut(model, 'cannot turn thinking off');
}

/** Returns the level for an effort, or the nearest level of the model. Of two equally near levels, the lower one. */
function toLevel(effort: string, levels: readonly string[] | undefined, model: ModelInfo): Thinking {
  // Thinking by level cannot be turned off; https://ai.google.dev/gemini-api/docs/thinking
  const known = levels ?? effortLadder.slice(1);
  const level = nearestEffort(effort, known);
  const config = { ...(effort !== 'none' && { includeThoughts: true }), thinkingLevel: level };
  if (level === effort) return { config, warnings: [] };
  return { config, warnings: [`${model.id} supports 'reasoning.effort' ${known.join(', ')}; '${level}' was sent.`] };
}

function leftOut({ id }: ModelInfo, why: string): Thinking {
  return { warnings: [`${id} ${why}; 'reasoning' was left out.`] };
}
