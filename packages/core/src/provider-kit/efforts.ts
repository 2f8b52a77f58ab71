/** Levels of effort, from the lowest. */
export const effortLadder: readonly string[] = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh'];

/** Levels that models know, including one that requests cannot name. */
const scale: readonly string[] = [...effortLadder, 'max'];

/**
 * Returns the known effort that is nearest to `effort`.
 *
 * @param higher `true` returns the higher of two equally near efforts. @default false
 */
export function nearestEffort(
  effort: string,
  known: readonly string[] = effortLadder,
  higher: boolean = false,
): string {
  const distance = (level: string): number => Math.abs(scale.indexOf(level) - scale.indexOf(effort));
  const levels = known.filter((level) => scale.includes(level));
  const ordered = higher ? levels.toReversed() : levels;
  return known.includes(effort)
    ? effort
    : (ordered.toSorted((one, other) => distance(one) - distance(other))[0] ?? effort);
}

const budgets: Readonly<Record<string, number>> = { none: 0, low: 1024, medium: 8192, high: 24_576, xhigh: 24_576 };

/** Returns the reasoning budget in tokens for an effort, with the values of compatibility layers of services. */
export const effortBudget = (effort: string): number => budgets[effort] ?? 1024;
