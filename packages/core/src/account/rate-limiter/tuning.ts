// Constants of the algorithm, chosen with the simulation of hidden limits; see docs/retries.md.

/** Milliseconds of one step of the opening. */
export const step = 100;

/** Maximum number of requests in the first step of the opening. Each step allows twice as many as the last one. */
export const opening = 32;

/** Number of accepted requests required for a measurement. */
export const enough = 20;

/** Number of accepted requests between two probes of the limit. */
export const cycle = 200;

/** Fraction of the rate by which the pace falls after a refusal and rises during a cycle. */
export const depth = 0.05;

/** Duration of a cycle in milliseconds while other processes use the same limit. */
export const contested = 6000;

/**
 * Milliseconds of the end of a fan-out. No probes are sent in it, because a refused request would wait for its hint,
 * and few requests would profit from a higher pace.
 */
export const ending = 1000;

/** Number of accepted requests between two probes of a limit of concurrent requests. */
export const capCycle = 400;

/** Number of accepted requests before the first probe of a new limit of fewer than 10 concurrent requests. */
export const firstProbe = 24;

/** Maximum backlog in milliseconds that is sent at once after a late timer. */
export const catchUp = 20;

/** Milliseconds after which a timer counts as late, because the process is busy. */
export const late = 2;

/** Number of successive refusals after which the service counts as closed. */
export const streak = 3;

/** Duration in milliseconds of the first pause without a hint. */
export const firstPause = 250;

/** Factor between successive pauses without a hint. */
export const pauseFactor = 1.4;

/** Maximum duration in milliseconds of a pause without a hint. */
export const lastPause = 10_000;

/** Fraction by which the pace may rise per second if the service limits growth. */
export const growth = 0.1;

/** Minimum of `growth` after many refusals: 50 % in 15 minutes. */
export const slowestGrowth = 0.00045;

/** Pace in requests per millisecond above which growth is no longer limited. */
export const growthEnd = 10;

/** Number of successive refused probes, each after a pause, after which the service counts as down. */
export const down = 20;
