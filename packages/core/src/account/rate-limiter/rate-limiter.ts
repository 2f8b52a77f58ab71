import type { Limits, RateLimit } from '../../contract/rate-limit.ts';
import { abortReason } from '../../util/abort.ts';
import { clock, type Timer } from '../../util/clock.ts';
import { createPace, type Pace } from './provider-limits.ts';
import { createMinute, type Entry, type Minute } from './sliding-window.ts';

/** Why a request has to wait: for one of our own limits, or because the service said so. */
export type WaitReason = 'concurrency' | 'requests' | 'tokens' | 'rate_limit';

/** A request that wants to go. */
export interface Entrant {
  readonly model: string;
  /** Estimated. */
  readonly tokens: number;
  readonly limits: Limits;
  /** Whether it waits for what the service said of its limits, and not for ours alone. Default `true`. */
  readonly patient?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told at once where it cannot go; seconds are unknown where it waits for others to end. */
  readonly onWait?: ((reason: WaitReason, seconds: number | undefined) => void) | undefined;
}

/** A request under way. */
export interface Slot {
  /** Takes in what the service says of its limits. */
  learn(seen: RateLimit): void;
  /** Holds back all requests for the same model, for so many seconds. */
  pause(seconds: number): void;
  /** Makes room for others. `tokens`: what it used, where that is known. May be called again. */
  done(tokens?: number): void;
}

/** Lets requests of one account go, in the order in which they came. */
export interface Gate {
  /** @throws the signal's reason, at once when it aborts */
  enter(entrant: Entrant): Slot | Promise<Slot>;
}

interface Hold {
  readonly reason: WaitReason;
  /** Milliseconds of `clock.monotonic()`. */
  readonly until: number;
}

interface Waiter {
  readonly entrant: Entrant;
  hold: Hold;
  go(slot: Slot): void;
}

/**
 * Opens a gate. Limits are those of each entrant, what they count is common to all: so clients with different limits
 * share one account. Whoever waits for the account holds up all behind, and for one model those who want the same.
 */
export function createGate(): Gate {
  const waiting: Waiter[] = [];
  const paces = new Map<string, Pace>();
  let underWay = 0;
  /** Kept only once somebody has a limit for it. */
  let minute: Minute | undefined;
  let timer: Timer | undefined;

  function paceOf(model: string): Pace {
    const pace = paces.get(model) ?? createPace();
    paces.set(model, pace);
    return pace;
  }

  function holdOf({ model, tokens, limits, patient = true }: Entrant, now: number): Hold | undefined {
    const { concurrency, requestsPerMinute, tokensPerMinute } = limits;
    if (requestsPerMinute !== undefined || tokensPerMinute !== undefined) minute ??= createMinute();
    const paced = patient ? paceOf(model).holdUntil(tokens, now) : undefined;
    if (paced !== undefined) return { reason: 'rate_limit', until: paced };
    if (concurrency !== undefined && underWay >= concurrency) return { reason: 'concurrency', until: Infinity };
    const request = requestsPerMinute && minute?.freeForRequest(requestsPerMinute, now);
    if (request) return { reason: 'requests', until: request };
    const free = tokensPerMinute && minute?.freeForTokens(tokensPerMinute, tokens, now);
    return free ? { reason: 'tokens', until: free } : undefined;
  }

  function begin({ model, tokens }: Entrant, now: number): Slot {
    underWay += 1;
    const pace = paceOf(model);
    const place = pace.start(tokens);
    const entry: Entry | undefined = minute?.add(now, tokens);
    let over = false;
    return {
      learn: (seen) => pace.learn(seen, place, clock.monotonic()),
      pause: (seconds) => pace.pause(clock.monotonic() + seconds * 1000),
      done(used) {
        if (over) return;
        over = true;
        underWay -= 1;
        if (entry && used !== undefined) minute?.settle(entry, used);
        admit();
      },
    };
  }

  /** Lets everybody go who can, and sets a timer for the next. */
  function admit(): void {
    clock.clearTimeout(timer);
    if (waiting.length === 0) return;
    const now = clock.monotonic();
    const held = new Set<string>();
    let wake = Infinity;
    for (const waiter of [...waiting]) {
      const { entrant } = waiter;
      const { model, patient = true } = entrant;
      if (patient && held.has(model)) continue;
      const hold = holdOf(entrant, now);
      if (!hold) {
        waiting.splice(waiting.indexOf(waiter), 1);
        waiter.go(begin(entrant, now));
        continue;
      }
      waiter.hold = hold;
      wake = Math.min(wake, hold.until);
      if (hold.reason !== 'rate_limit') break;
      held.add(model);
    }
    if (wake < Infinity) timer = clock.setTimeout(admit, Math.min(Math.ceil(wake - now), 2 ** 31 - 1));
  }

  function queue(entrant: Entrant, hold: Hold): Promise<Slot> {
    const { signal } = entrant;
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        waiting.splice(waiting.indexOf(waiter), 1);
        admit();
        reject(abortReason(signal as AbortSignal));
      };
      const go = (slot: Slot): void => {
        signal?.removeEventListener('abort', onAbort);
        resolve(slot);
      };
      const waiter: Waiter = { entrant, hold, go };
      waiting.push(waiter);
      signal?.addEventListener('abort', onAbort, { once: true });
      admit();
    });
  }

  return {
    enter(entrant) {
      const now = clock.monotonic();
      const { model, patient = true } = entrant;
      const ahead = waiting.find(
        ({ entrant: other, hold }) => hold.reason !== 'rate_limit' || (patient && other.model === model),
      );
      const hold = ahead?.hold ?? holdOf(entrant, now);
      if (!hold) return begin(entrant, now);
      const seconds = hold.until === Infinity ? undefined : Math.max(0, hold.until - now) / 1000;
      entrant.onWait?.(hold.reason, seconds);
      return entrant.signal?.aborted ? Promise.reject(abortReason(entrant.signal)) : queue(entrant, hold);
    },
  };
}
