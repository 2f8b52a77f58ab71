import { clock } from '../../util/clock.ts';
import { createLane } from './lane.ts';
import type { LaneReport } from './limiter-contract.ts';
import { createWaitingLine, type WaitingLine } from './waiting-line.ts';

/** Waiting lines of an account. */
export interface Lines<Value> {
  /** Returns the line of a model. An impatient line ignores learned limits and has its own queue. */
  of(model: string, impatient: boolean): WaitingLine<Value>;
  /** Returns the line with the oldest waiting request, except for lines in `held`. */
  next(held: ReadonlySet<WaitingLine<Value>>): WaitingLine<Value> | undefined;
  report(now: number): readonly LaneReport[];
}

/** Maximum number of models per account whose limits are kept. */
const mostModels = 1000;

/** Creates the lines of an account. */
export function createLines<Value>(): Lines<Value> {
  const lines = new Map<string, WaitingLine<Value>>();
  const impatientKey = (model: string): string => `${model}\n`;
  function of(model: string, impatient: boolean): WaitingLine<Value> {
    const key = impatient ? impatientKey(model) : model;
    const known = lines.get(key);
    if (known) return known;
    const lane = impatient ? of(model, false).lane : createLane(() => clock.random());
    if (lines.size >= mostModels) forgetIdle();
    const line = createWaitingLine<Value>(lane, impatient);
    lines.set(key, line);
    return line;
  }
  function forgetIdle(): void {
    for (const [key, { lane, size }] of lines) if (size === 0 && lane.inFlight === 0) lines.delete(key);
  }
  return {
    of,
    next(held) {
      let first: WaitingLine<Value> | undefined;
      for (const line of lines.values()) {
        const order = first?.head?.order ?? Infinity;
        if (line.head && !held.has(line) && line.head.order < order) first = line;
      }
      return first;
    },
    report: (now) =>
      [...lines].flatMap(([model, { impatient, lane, size, tokens }]) => {
        if (impatient) return [];
        const queued = size + (lines.get(impatientKey(model))?.size ?? 0);
        const wait = size > 0 ? lane.waitOf(size, tokens, now) : undefined;
        return [{ model, ...lane.learned(), inFlight: lane.inFlight, queued, wait }];
      }),
  };
}
