import type { Cost, Usage } from '../contract/usage.ts';

/** Largest number of tokens that an answer can have: above every context window by a factor of 100. */
const mostTokens = 1e9;

/** Largest amount that an answer can cost, in any currency. */
const mostCost = 1e6;

const counts = [
  'inputTokens',
  'outputTokens',
  'totalTokens',
  'cachedInputTokens',
  'cacheWriteTokens',
  'reasoningTokens',
] as const;

const isCount = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= mostTokens;

/**
 * Returns usage without the counts that cannot be: negative, fractional or huge ones, as broken gateways send them. They
 * would make a budget larger, or stop every later call. An absent count is estimated.
 */
export function plausibleUsage(usage: Usage): Usage {
  if (counts.every((name) => usage[name] === undefined || isCount(usage[name]))) return usage;
  const kept = Object.entries(usage).filter(
    ([name, value]) => !(counts as readonly string[]).includes(name) || (typeof value === 'number' && isCount(value)),
  );
  return Object.fromEntries(kept);
}

/** Returns a price that a service named, or `undefined` for one that cannot be. */
export function plausibleCost(cost: Cost | undefined): Cost | undefined {
  return cost && Number.isFinite(cost.amount) && cost.amount >= 0 && cost.amount <= mostCost ? cost : undefined;
}
