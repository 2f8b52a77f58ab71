import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type VirtualClock, virtualClock } from '../../testing/virtual-clock.ts';
import { sleep } from '../../util/abort.ts';
import { clock, setClock } from '../../util/clock.ts';
import type { LimiterRequest, Permit, RateLimiter } from './limiter-contract.ts';
import { createRateLimiter } from './rate-limiter.ts';

interface Call {
  /** Start of the call in milliseconds. `abort` and `deadline` are milliseconds after the start. */
  readonly at: number;
  readonly abort: number | undefined;
  readonly deadline: number | undefined;
}

interface Service {
  readonly kind: 'bucket' | 'window' | 'concurrency';
  readonly limit: number;
  readonly seconds: number;
  readonly says: 'nothing' | 'seconds' | 'milliseconds';
  readonly latency: number;
  /** `true` if refusals have an error code for a rate that rises too quickly. */
  readonly isGrowth: boolean;
}

interface Schedule {
  readonly calls: readonly Call[];
  readonly service: Service;
  readonly concurrency: number | undefined;
  readonly seed: number;
}

/** Returns a simulated service. `take` accepts a request, or returns the seconds until it would accept one. */
function takerOf({ kind, limit, seconds }: Service): { take(): number | undefined; release(): void } {
  let used = 0;
  let at = 0;
  return {
    take() {
      const now = clock.monotonic() / 1000;
      if (kind === 'bucket') used = Math.max(0, used - ((now - at) * limit) / seconds);
      else if (kind === 'window' && Math.floor(now / seconds) > Math.floor(at / seconds)) used = 0;
      at = now;
      if (used + 1 <= limit) {
        used += 1;
        return undefined;
      }
      if (kind === 'bucket') return ((used + 1 - limit) * seconds) / limit;
      return kind === 'window' ? seconds - (now % seconds) : 1;
    },
    release() {
      if (kind === 'concurrency') used -= 1;
    },
  };
}

/** Runs a schedule under a virtual clock and returns a sentence for each rule that was broken. */
async function problemsOf(create: () => RateLimiter, schedule: Schedule): Promise<readonly string[]> {
  const time = virtualClock({ seed: schedule.seed, maxIdle: 30 });
  const restore = setClock(time);
  try {
    return await simulate(create(), schedule, time);
  } finally {
    restore();
  }
}

async function simulate(limiter: RateLimiter, schedule: Schedule, time: VirtualClock): Promise<readonly string[]> {
  const { service, calls, concurrency } = schedule;
  const taker = takerOf(service);
  const problems = new Set<string>();
  const refusals: number[] = [];
  const began: number[] = [];
  let inFlight = 0;
  let answered = 0;

  async function send(permit: Permit): Promise<number | undefined> {
    inFlight += 1;
    if (concurrency !== undefined && inFlight > concurrency) problems.add('more concurrent requests than allowed');
    await sleep(0.005);
    const wait = taker.take();
    await sleep(wait === undefined ? service.latency / 1000 : 0.005);
    inFlight -= 1;
    if (wait === undefined) {
      taker.release();
      permit.done(10);
      answered += 1;
      return undefined;
    }
    refusals.push(clock.monotonic());
    const exact = Math.ceil(wait * 1000) / 1000;
    const hint = service.says === 'nothing' ? undefined : service.says === 'seconds' ? Math.ceil(wait) : exact;
    permit.refused(hint, service.isGrowth);
    return hint ?? 0;
  }
  async function call({ at, abort, deadline }: Call): Promise<void> {
    await sleep(at / 1000);
    const stop = new AbortController();
    const timer = abort === undefined ? undefined : clock.setTimeout(() => stop.abort('stopped'), abort);
    let order: number | undefined;
    try {
      for (let wait: number | undefined = 0; wait !== undefined; ) {
        if (wait > 0) await sleep(wait, stop.signal);
        const ends = deadline === undefined ? undefined : clock.monotonic() + deadline;
        const request: LimiterRequest = { model: 'm', tokens: 10, limits: { concurrency }, signal: stop.signal, order };
        const permit = await limiter.enter({ ...request, deadline: ends, tooLate: () => 'late' });
        if (order === undefined) began.push(permit.order);
        order = permit.order;
        wait = await send(permit);
      }
    } catch (reason) {
      if (reason !== 'stopped' && reason !== 'late') throw reason;
      if (reason === 'stopped' && abort === undefined) problems.add('a call without a signal was aborted');
    } finally {
      clock.clearTimeout(timer);
    }
  }

  const all = Promise.all(calls.map(call));
  await time.settle(all).catch(() => problems.add('a waiter was lost'));
  for (const { inFlight: left, queued } of limiter.report()) {
    if (left > 0 || queued > 0) problems.add('the limiter counts requests that have ended');
  }
  if (time.timers > 0) problems.add('a timer was left');
  if (began.some((order, index) => index > 0 && order < (began[index - 1] as number))) problems.add('overtaken');
  const [first = 0] = refusals;
  const late = refusals.filter((at) => at > first + 400);
  if (late.some((at) => late.filter((other) => other >= at && other < at + 10).length > 10)) problems.add('a herd');
  const stays = calls.filter((each) => each.abort === undefined && each.deadline === undefined).length;
  if (answered < stays) problems.add('a call was not answered');
  return [...problems];
}

const maybe = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.option(value, { nil: undefined, freq: 4 });

const schedules: fc.Arbitrary<Schedule> = fc.record({
  calls: fc.array(
    fc.record({
      at: fc.oneof({ arbitrary: fc.constant(0), weight: 3 }, fc.nat(500)),
      abort: maybe(fc.integer({ min: 1, max: 5000 })),
      deadline: maybe(fc.integer({ min: 100, max: 20_000 })),
    }),
    { minLength: 1, maxLength: 40, size: 'max' },
  ),
  service: fc.record({
    kind: fc.constantFrom('bucket' as const, 'window' as const, 'concurrency' as const),
    limit: fc.integer({ min: 1, max: 40 }),
    seconds: fc.constantFrom(0.5, 1, 10),
    says: fc.constantFrom('nothing' as const, 'seconds' as const, 'milliseconds' as const),
    latency: fc.constantFrom(20, 300),
    isGrowth: fc.oneof({ arbitrary: fc.constant(false), weight: 3 }, fc.constant(true)),
  }),
  concurrency: maybe(fc.integer({ min: 1, max: 8 })),
  seed: fc.nat(),
});

/** Runs random schedules and returns the smallest one that breaks a rule, with the rules. */
async function search(create: () => RateLimiter, numRuns: number) {
  const property = fc.asyncProperty(schedules, async (schedule) => {
    expect(await problemsOf(create, schedule)).toEqual([]);
  });
  const { counterexample } = await fc.check(property, { numRuns, seed: 5 });
  const schedule = counterexample?.[0];
  return schedule && { schedule, problems: await problemsOf(create, schedule) };
}

/** Returns a faulty limiter that never admits every fourth waiting request. */
function losing(): RateLimiter {
  const limiter = createRateLimiter();
  let waits = 0;
  return {
    ...limiter,
    enter(request) {
      const entered = limiter.enter(request);
      if (!(entered instanceof Promise)) return entered;
      waits += 1;
      return waits % 4 === 0 ? new Promise(() => entered.catch(() => {})) : entered;
    },
  };
}

/** Returns a faulty limiter that releases two slots for each finished request. */
function doubling(): RateLimiter {
  const limiter = createRateLimiter();
  const places: Permit[] = [];
  return {
    ...limiter,
    async enter(request) {
      const permit = await limiter.enter(request);
      places.push(permit);
      const done = (tokens?: number): void => {
        permit.done(tokens);
        places.splice(places.indexOf(permit), 1);
        places.at(0)?.done(tokens);
      };
      return { ...permit, done };
    },
  };
}

/** Returns a faulty limiter that admits all refused requests as soon as their own wait is over. */
function stampeding(): RateLimiter {
  const limiter = createRateLimiter();
  return {
    ...limiter,
    enter: (request) => limiter.enter({ ...request, patient: request.order === undefined }),
  };
}

describe('the rate limiter, under random schedules, services, aborts and deadlines,', () => {
  it('admits every call, in order, without a thundering herd, and leaves no timers', async () => {
    expect(await search(createRateLimiter, 500)).toBeUndefined();
  }, 120_000);

  it.each([
    ['a lost waiter', losing, 'a waiter was lost'],
    ['a double release', doubling, 'more concurrent requests than allowed'],
    ['a thundering herd', stampeding, 'a herd'],
  ])(
    'detects %s',
    async (_, create, problem) => {
      const found = await search(create, 300);
      expect(found?.problems).toContain(problem);
    },
    120_000,
  );

  it('is repeatable with the same seed', async () => {
    const [schedule] = fc.sample(schedules, { numRuns: 1, seed: 9 }) as [Schedule];
    const trace = async (): Promise<readonly unknown[]> => {
      const seen: unknown[] = [];
      const create = (): RateLimiter => {
        const limiter = createRateLimiter();
        return {
          ...limiter,
          async enter(request) {
            const permit = await limiter.enter(request);
            seen.push([permit.order, clock.monotonic()]);
            return permit;
          },
        };
      };
      await problemsOf(create, schedule);
      return seen;
    };
    expect(await trace()).toEqual(await trace());
  });
});
