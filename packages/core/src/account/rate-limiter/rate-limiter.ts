import { abortReason } from '../../util/abort.ts';
import { clock } from '../../util/clock.ts';
import type { LimiterRequest, Permit, RateLimiter } from './limiter-contract.ts';
import { createLines } from './lines.ts';
import { createOwnLimits, type Hold } from './own-limits.ts';
import type { Waiter, WaitingLine } from './waiting-line.ts';
import { createWakeTimer } from './wake-timer.ts';

interface Turn {
  readonly request: LimiterRequest;
  readonly go: (permit: Permit) => void;
  readonly fail: (error: unknown) => void;
}

type Line = WaitingLine<Turn>;

const never = Infinity;

/**
 * Creates a rate limiter for one account. Each request has its own `limits`, but all requests of the account count. A
 * request that waits for a limit of the account delays all later ones. A request that waits for a limit of its model
 * delays those of the same model.
 */
export function createRateLimiter(): RateLimiter {
  const lines = createLines<Turn>();
  const own = createOwnLimits();
  const wakeAt = createWakeTimer(admit);
  let orders = 0;
  let waiting = 0;
  /** Account limit that the first waiting request waits for. */
  let accountHold: Hold | undefined;

  function holdOf({ lane, impatient, size }: Line, request: LimiterRequest, now: number): Hold | undefined {
    const until = impatient ? 0 : lane.holdUntil(request.tokens, now, Math.max(1, size));
    return until > 0 ? { reason: 'rate_limit', until } : own.hold(request, now);
  }

  function begin(line: Line, tokens: number, order: number, now: number, waited: boolean): Permit {
    const { lane } = line;
    const ticket = lane.sent(tokens, now, waited);
    const end = own.begin(tokens, now);
    let over = false;
    const leave = (used: number | undefined): void => {
      over = true;
      end(used);
      if (waiting > 0) admit();
    };
    return {
      order,
      learn: (seen) => lane.learn(seen, ticket),
      refused(hint, isGrowth) {
        if (!over) {
          lane.refused(ticket, clock.monotonic(), hint, isGrowth);
          if (lane.down) waiting -= giveUp(line);
          leave(0);
        }
        return lane.down;
      },
      done(used) {
        if (over) return;
        lane.done(ticket);
        leave(used);
      },
    };
  }

  /** Sends all requests that may be sent, and sets the timer for the next one. */
  function admit(): void {
    const now = clock.monotonic();
    const held = new Set<Line>();
    let wake = never;
    accountHold = undefined;
    for (let line = lines.next(held); line?.head && !accountHold; line = lines.next(held)) {
      const { value, order, tokens } = line.head;
      const hold = holdOf(line, value.request, now);
      if (hold) {
        wake = Math.min(wake, hold.until);
        if (hold.reason === 'rate_limit') held.add(line);
        else accountHold = hold;
      } else {
        line.remove(line.head);
        waiting -= 1;
        value.go(begin(line, tokens, order, now, true));
      }
    }
    wakeAt(wake, now);
  }

  function queue(line: Line, request: LimiterRequest, order: number): Promise<Permit> {
    const { signal, tokens } = request;
    return new Promise((resolve, reject) => {
      // Thousands of calls may wait, so a call without a signal keeps no functions of its own.
      const turn: Turn = { request, go: resolve, fail: reject };
      const ready = signal ? untilAbort(signal, turn, () => leave(line, waiter)) : turn;
      const waiter = line.add(ready, order, tokens);
      waiting += 1;
      if (line.head === waiter) admit();
    });
  }

  function leave(line: Line, waiter: Waiter<Turn>): void {
    const wasFirst = line.head === waiter;
    line.remove(waiter);
    waiting -= 1;
    if (wasFirst) admit();
  }

  return {
    enter(request) {
      const now = clock.monotonic();
      const { patient, tokens, order = ++orders } = request;
      const line = lines.of(request.model, patient === false);
      if (request.order === undefined) line.lane.queued(now);
      const hold = holdOf(line, request, now) ?? accountHold ?? behind(line, now);
      if (!hold) return begin(line, tokens, order, now, false);
      return announce(line, request, hold, now) ?? queue(line, request, order);
    },
    report: () => lines.report(clock.monotonic()),
  };
}

/** Returns a turn that fails when the signal aborts, after `leave`. */
function untilAbort(signal: AbortSignal, { request, go, fail }: Turn, leave: () => void): Turn {
  const onAbort = (): void => {
    leave();
    fail(abortReason(signal));
  };
  const forget = (): void => signal.removeEventListener('abort', onAbort);
  signal.addEventListener('abort', onAbort, { once: true });
  return {
    request,
    go(permit) {
      forget();
      go(permit);
    },
    fail(error) {
      forget();
      fail(error);
    },
  };
}

/** Rejects waiting requests that were refused before, if the service refuses everything. Returns their number. */
function giveUp(line: Line): number {
  const before = line.size;
  for (let first = line.head; first?.value.request.giveUp; first = line.head) {
    line.remove(first);
    first.value.fail(first.value.request.giveUp());
  }
  return before - line.size;
}

/** Returns the hold of a request that must wait only because others of its line wait. */
function behind(line: Line, now: number): Hold | undefined {
  return line.head && { reason: 'rate_limit', until: now };
}

/**
 * Reports a wait through `onWait`.
 *
 * @returns rejected promise if the request cannot wait: its signal has aborted, or its deadline would pass
 */
function announce(line: Line, request: LimiterRequest, hold: Hold, now: number): Promise<Permit> | undefined {
  const { lane, size, tokens, impatient } = line;
  const { signal, deadline, tooLate, onWait } = request;
  const wait = impatient ? undefined : lane.waitOf(size + 1, tokens + request.tokens, now);
  const own = hold.until === never ? undefined : Math.max(0, hold.until - now) / 1000;
  const seconds = own === undefined ? undefined : Math.max(own, wait ?? 0);
  onWait?.({ reason: hold.reason, seconds, queued: size, learned: lane.learned() });
  if (signal?.aborted) return Promise.reject(abortReason(signal));
  if (lane.down && request.giveUp) return Promise.reject(request.giveUp());
  const least = seconds ?? wait ?? 0;
  const isLate = deadline !== undefined && now + least * 1000 > deadline;
  return isLate && tooLate ? Promise.reject(tooLate(least)) : undefined;
}
