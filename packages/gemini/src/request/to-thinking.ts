import type { ModelInfo } from '@rephysco/core';
import {
  type AskedReasoning,
  askedReasoning,
  effortLadder,
  type GenerateRequest,
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
export function toThinking({ reasoning }: Pick<GenerateRequest, 'reasoning'>, model: ModelInfo): Thinking {
  const asked = askedReasoning({ model: model.id, reasoning });
  const { isSet, isOff, leftOut } = asked;
  if (!isSet) return { warnings: [] };
  const control = controlOf(model);
  if (control === 'none') return { warnings: isOff ? [] : leftOut('does not think') };
  if (control === 'budget') return toBudget(asked, model);
  // Thinking by level cannot be turned off; https://ai.google.dev/gemini-api/docs/thinking
  const known = (control === 'toggle' ? ['minimal', 'high'] : model.efforts) ?? effortLadder.slice(1);
  const { level, warnings } = asked.asEffort(known);
  if (level === undefined) return { warnings };
  return { config: { ...(!isOff && { includeThoughts: true }), thinkingLevel: level }, warnings };
}

function toBudget({ isOff, leftOut, asBudget }: AskedReasoning, { efforts }: ModelInfo): Thinking {
  if (isOff && efforts?.includes('none') === false) return { warnings: leftOut('cannot turn thinking off') };
  const { tokens, warnings } = asBudget();
  return { config: { ...(tokens > 0 && { includeThoughts: true }), thinkingBudget: tokens }, warnings };
}
