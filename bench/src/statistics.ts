/** One figure a round. */
export type Figures = readonly number[];

/** A middle, and where half of the rounds lie. */
export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** Median and quartiles. */
export function spreadOf(figures: Figures): Spread {
  const sorted = figures.toSorted((a, b) => a - b);
  const at = (part: number): number => sorted[Math.round((sorted.length - 1) * part)] ?? Number.NaN;
  return { median: at(0.5), low: at(0.25), high: at(0.75) };
}

/** Ratios of the same round: what else the machine does, it does to both. */
export function ratios(some: Figures = [], others: Figures = []): Figures {
  return some.map((figure, round) => figure / (others[round] ?? Number.NaN));
}
