import type { GenerateRequest, ModelInfo } from '@rephysco/core';
import type { WireObject } from '@rephysco/core/provider';
import { traitsOf } from './traits.ts';

/** How a request asks a model to think. */
export interface Thinking {
  /** The field `thinking`. */
  readonly thinking?: WireObject | undefined;
  /** The field `output_config.effort`. */
  readonly effort?: string | undefined;
  /** Number of tokens of a thinking budget, which counts towards `max_tokens`. */
  readonly budget?: number | undefined;
  readonly warnings: readonly string[];
}

const least = 1024;
const budgets: Readonly<Record<string, number>> = {
  minimal: least,
  low: 2048,
  medium: 8192,
  high: 24_576,
  xhigh: 24_576,
};
const ladder = ['minimal', 'low', 'medium', 'high', 'xhigh'];

/** Returns how a request asks a model to think, with warnings about what the model does not accept. */
export function toThinking(request: GenerateRequest, model: ModelInfo): Thinking {
  const { reasoning, toolChoice, tools = [] } = request;
  const { effort, budget } = reasoning ?? {};
  const traits = traitsOf(model);
  const leftOut = (why: string): Thinking => ({ warnings: [`${request.model} ${why}; 'reasoning' was left out.`] });
  const forced = tools.length > 0 && toolChoice !== undefined && toolChoice !== 'auto' && toolChoice !== 'none';
  const asked = effort !== undefined || budget !== undefined;
  const off = effort === 'none' || budget === 0;
  if (forced && traits.forcedTools && !off && (asked || traits.thinksByDefault)) {
    const silent = traits.thinksByDefault ? { thinking: { type: 'disabled' } } : {};
    return asked ? { ...leftOut('cannot think with a forced tool'), ...silent } : { ...silent, warnings: [] };
  }
  if (!asked) return { warnings: [] };
  if (traits.thinking === 'none') return off ? { warnings: [] } : leftOut('does not think');
  if (off) {
    if (traits.off === undefined) return leftOut('always thinks');
    const silent = traits.off === 'disabled' && !traits.thinksByDefault;
    return silent ? { warnings: [] } : { thinking: { type: traits.off }, warnings: [] };
  }
  if (traits.thinking === 'budget' || (budget !== undefined && traits.thinking === 'both')) {
    return toBudget(budget ?? budgets[effort ?? ''] ?? least, request, leftOut);
  }
  if (effort === undefined) return leftOut('takes an effort, not a budget');
  const level = nearest(effort, model.efforts ?? ladder.slice(1));
  const warning = `${request.model} does not take the effort '${effort}'; '${level}' was sent.`;
  const display = traits.hidesThinking ? { display: 'summarized' } : {};
  return { thinking: { type: 'adaptive', ...display }, effort: level, warnings: level === effort ? [] : [warning] };
}

/** A budget has at least 1,024 tokens and fewer than the token limit. */
function toBudget(budget: number, request: GenerateRequest, leftOut: (why: string) => Thinking): Thinking {
  const { maxTokens = Number.POSITIVE_INFINITY, messages } = request;
  if (maxTokens <= least) return leftOut(`needs 'maxTokens' above ${least} to think`);
  if (answersUnsigned(messages)) return leftOut('cannot begin to think between the calls of tools');
  const tokens = Math.min(Math.max(Math.floor(budget), least), maxTokens - 1);
  const warning = `${request.model} takes a reasoning budget from ${least} to below 'maxTokens'; ${tokens} was sent.`;
  const warnings = request.reasoning?.budget === undefined || tokens === budget ? [] : [warning];
  return { thinking: { type: 'enabled', budget_tokens: tokens }, budget: tokens, warnings };
}

/** Whether the last turn has tool results for calls without thinking, as after an answer of another provider. */
function answersUnsigned(messages: GenerateRequest['messages']): boolean {
  if (messages.at(-1)?.role !== 'tool') return false;
  const last = messages.findLast(({ role }) => role === 'assistant');
  const parts = typeof last?.content === 'string' ? [] : (last?.content ?? []);
  return !parts.some((part) => part.type === 'reasoning' && part.providerData?.anthropic !== undefined);
}

/** The effort, or the nearest one that the model has, the lower of two. */
function nearest(effort: string, known: readonly string[]): string {
  const distance = (level: string): number => Math.abs(ladder.indexOf(level) - ladder.indexOf(effort));
  const levels = known.filter((level) => ladder.includes(level));
  return levels.toSorted((one, other) => distance(one) - distance(other))[0] ?? effort;
}
