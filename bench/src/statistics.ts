/** Values of one figure, one per round. */
export type Figures = readonly number[];

/** Median and quartiles of a figure. */
export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** Returns the median and the quartiles. */
export function spreadOf(figures: Figures): Spread {
  const sorted = figures.toSorted((a, b) => a - b);
  const at = (part: number): number => sorted[Math.round((sorted.length - 1) * part)] ?? Number.NaN;
  return { median: at(0.5), low: at(0.25), high: at(0.75) };
}

/** Returns ratios of values of the same round, because other load of the machine affects both. */
export function ratios(some: Figures = [], others: Figures = []): Figures {
  return some.map((figure, round) => figure / (others[round] ?? Number.NaN));
}
