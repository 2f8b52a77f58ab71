/** Constants of the algorithm, chosen with `bench/src/pacing`; see docs/retries.md. */
export const tuning = {
  /** Milliseconds of one step of the opening. */
  slot: 100,
  /** Requests that may begin in the first step of the opening. Each step may begin twice as many as the last one. */
  opening: 32,
  /** Accepted requests that make a measurement. */
  enough: 20,
  /** Accepted requests between two probes of the limit. */
  cycle: 200,
  /** Fraction of the rate by which the pace falls after a refusal, and by which it rises during a cycle. */
  depth: 0.05,
  /** Milliseconds of a cycle while other processes use the same limit. */
  contested: 6000,
  /** Milliseconds of pace that a late timer may catch up with. */
  catchUp: 20,
  /** Refusals in a row after which the service counts as closed. */
  streak: 3,
  /** Milliseconds of the first pause without a hint. */
  firstPause: 250,
  /** Factor between two pauses without a hint. */
  pauseFactor: 1.4,
  /** Milliseconds of the longest pause without a hint. */
  lastPause: 10_000,
  /** Fraction by which the pace may rise per second, where the service limits its growth. */
  growth: 0.1,
  /** The same after many refusals: 50 % in 15 minutes. */
  slowestGrowth: 0.00045,
  /** Requests per millisecond above which the growth is not limited any more. */
  growthEnd: 10,
  /** Refused requests in a row, each after a pause, after which the service counts as down. */
  down: 20,
};
