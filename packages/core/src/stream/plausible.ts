import type { Cost, Usage } from '../contract/usage.ts';

/** Maximum plausible number of tokens of an answer: 100 times the largest context window. */
const mostTokens = 1e9;

/** Maximum plausible cost of an answer, in any currency. */
const mostCost = 1e6;

const counts = [
  'inputTokens',
  'outputTokens',
  'totalTokens',
  'cachedInputTokens',
  'cacheWriteTokens',
  'longCacheWriteTokens',
  'reasoningTokens',
  'audioInputTokens',
  'cachedAudioTokens',
  'audioOutputTokens',
  'imageOutputTokens',
  'searches',
] as const;

const isCount = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= mostTokens;

/**
 * Removes implausible token counts: negative, fractional or huge ones, which broken gateways send. They could increase
 * a budget or block all later calls. Removed counts are estimated.
 */
export function plausibleUsage(usage: Usage): Usage {
  if (counts.every((name) => usage[name] === undefined || isCount(usage[name]))) return usage;
  const kept = Object.entries(usage).filter(
    ([name, value]) => !(counts as readonly string[]).includes(name) || (typeof value === 'number' && isCount(value)),
  );
  return Object.fromEntries(kept);
}

/** Returns the cost that a service reported, or `undefined` if it is implausible. */
export function plausibleCost(cost: Cost | undefined): Cost | undefined {
  return cost && Number.isFinite(cost.amount) && cost.amount >= 0 && cost.amount <= mostCost ? cost : undefined;
}
