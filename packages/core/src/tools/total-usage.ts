import type { GenerateResult } from '../contract/result.ts';
import type { Cost, Usage } from '../contract/usage.ts';

/** Totals of several answers. */
export type Sums = Pick<GenerateResult, 'usage' | 'cost' | 'saved' | 'cached' | 'attempts' | 'warnings'>;

/** Adds up the usage of answers. A number that no answer reported stays absent. */
export function addResults(results: readonly Sums[]): Sums {
  const costs = results.map(({ cost }) => cost);
  const saved = results.flatMap((result) => result.saved ?? []);
  const sum = saved.length === 0 ? undefined : sumOfCosts(saved);
  return {
    usage: sumOfUsages(results.map(({ usage }) => usage)),
    cost: sumOfCosts(costs),
    ...(sum && { saved: sum }),
    cached: results.every(({ cached }) => cached),
    attempts: results.flatMap(({ attempts }) => attempts),
    warnings: [...new Set(results.flatMap(({ warnings }) => warnings))],
  };
}

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

function sumOfUsages(usages: readonly Usage[]): Usage {
  const told = counts.flatMap((name) => {
    const numbers = usages.flatMap((usage) => usage[name] ?? []);
    return numbers.length === 0 ? [] : [[name, numbers.reduce((sum, number) => sum + number)] as const];
  });
  const estimated = usages.some((usage) => usage.estimated) && ({ estimated: true } as const);
  return { ...Object.fromEntries(told), ...estimated };
}

/** Returns the sum of costs, or `undefined` if one is unknown or the currencies differ. */
function sumOfCosts(costs: readonly (Cost | undefined)[]): Cost | undefined {
  const known = costs.filter((cost) => cost !== undefined);
  const currency = known[0]?.currency;
  if (currency === undefined || known.length < costs.length) return undefined;
  if (known.some((cost) => cost.currency !== currency)) return undefined;
  const amount = known.reduce((sum, cost) => sum + cost.amount, 0);
  const complete = known.every((cost) => cost.complete !== false);
  return { amount, currency, estimated: known.some(({ estimated }) => estimated), complete };
}
