/** Levels of effort, from the lowest. */
export const effortLadder: readonly string[] = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh'];

/** Returns the effort, or the nearest of those that a model has, the lower of two. */
export function nearestEffort(effort: string, known: readonly string[] = effortLadder): string {
  const distance = (level: string): number => Math.abs(effortLadder.indexOf(level) - effortLadder.indexOf(effort));
  const levels = known.filter((level) => effortLadder.includes(level));
  return levels.toSorted((one, other) => distance(one) - distance(other))[0] ?? effort;
}

const budgets: Readonly<Record<string, number>> = { none: 0, low: 1024, medium: 8192, high: 24_576, xhigh: 24_576 };

/** Returns the tokens of a thinking budget for an effort, as compatibility layers of services translate it. */
export const effortBudget = (effort: string): number => budgets[effort] ?? 1024;
