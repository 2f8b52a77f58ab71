import type { Cost, Usage } from '../contract/usage.ts';

/** Maximum plausible number of tokens of an answer: 100 times the largest context window. */
const mostTokens = 1e9;

/** Maximum plausible cost of an answer, in any currency. */
const mostCost = 1e6;

const counts: ReadonlySet<string> = new Set<keyof Usage>([
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
]);

const isCount = (value: unknown): boolean =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= mostTokens;

/**
 * Removes implausible token counts: negative, fractional or huge ones, which broken gateways send. They could increase
 * a budget or block all later calls. Removed counts are estimated.
 */
export function plausibleUsage(usage: Usage): Usage {
  const names = Object.keys(usage) as (keyof Usage)[];
  const isPlausible = (name: keyof Usage): boolean => !counts.has(name) || isCount(usage[name]);
  if (names.every((name) => usage[name] === undefined || isPlausible(name))) return usage;
  return Object.fromEntries(names.filter(isPlausible).map((name) => [name, usage[name]]));
}

/** Returns the cost that a service reported, or `undefined` if it is implausible. */
export function plausibleCost(cost: Cost | undefined): Cost | undefined {
  return cost && Number.isFinite(cost.amount) && cost.amount >= 0 && cost.amount <= mostCost ? cost : undefined;
}
