/** Constants of the algorithm, chosen with `bench/src/pacing`; see docs/retries.md. */
export const tuning = {
  /** Milliseconds of one step of the opening. */
  slot: 100,
  /** Maximum number of requests in the first step of the opening. Each step allows twice as many as the last one. */
  opening: 32,
  /** Number of accepted requests required for a measurement. */
  enough: 20,
  /** Number of accepted requests between two probes of the limit. */
  cycle: 200,
  /** Fraction of the rate by which the pace falls after a refusal and rises during a cycle. */
  depth: 0.05,
  /** Duration of a cycle in milliseconds while other processes use the same limit. */
  contested: 6000,
  /**
   * Milliseconds of the end of a fan-out. No probes are sent in it, because a refused request would wait for its hint,
   * and few requests would profit from a higher pace.
   */
  ending: 1000,
  /** Number of accepted requests between two probes of a limit of concurrent requests. */
  capCycle: 400,
  /** Number of accepted requests before the first probe of a new limit of fewer than 10 concurrent requests. */
  firstProbe: 24,
  /** Maximum backlog in milliseconds that is sent at once after a late timer. */
  catchUp: 20,
  /** Milliseconds after which a timer counts as late, because the process is busy. */
  late: 2,
  /** Number of successive refusals after which the service counts as closed. */
  streak: 3,
  /** Duration in milliseconds of the first pause without a hint. */
  firstPause: 250,
  /** Factor between successive pauses without a hint. */
  pauseFactor: 1.4,
  /** Maximum duration in milliseconds of a pause without a hint. */
  lastPause: 10_000,
  /** Fraction by which the pace may rise per second if the service limits growth. */
  growth: 0.1,
  /** Minimum of `growth` after many refusals: 50 % in 15 minutes. */
  slowestGrowth: 0.00045,
  /** Pace in requests per millisecond above which growth is no longer limited. */
  growthEnd: 10,
  /** Number of successive refused probes, each after a pause, after which the service counts as down. */
  down: 20,
};
