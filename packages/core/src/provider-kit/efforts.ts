/** Levels of effort, from the lowest. */
export const effortLadder: readonly string[] = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh'];

/** Returns the known effort that is nearest to `effort`. Of two equally near ones, returns the lower. */
export function nearestEffort(effort: string, known: readonly string[] = effortLadder): string {
  const distance = (level: string): number => Math.abs(effortLadder.indexOf(level) - effortLadder.indexOf(effort));
  const levels = known.filter((level) => effortLadder.includes(level));
  return levels.toSorted((one, other) => distance(one) - distance(other))[0] ?? effort;
}

const budgets: Readonly<Record<string, number>> = { none: 0, low: 1024, medium: 8192, high: 24_576, xhigh: 24_576 };

/** Returns the reasoning budget in tokens for an effort, with the values of compatibility layers of services. */
export const effortBudget = (effort: string): number => budgets[effort] ?? 1024;
