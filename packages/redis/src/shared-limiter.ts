import { randomUUID } from 'node:crypto';
import type { Limits } from '@rephysco/core';
import type { Booking, BookingRequest, SharedLimiter } from '@rephysco/core/middleware';
import { bookScript } from './booking-script.ts';
import type { Guard } from './guard.ts';
import { createLocalShare } from './local-share.ts';
import { createCount } from './process-count.ts';
import type { RedisClient } from './redis-client.ts';

/** Client and settings of a limiter. */
export interface LimiterContext {
  readonly client: RedisClient;
  readonly guard: Guard;
  /** Keys of the limiter and of the list of processes. */
  readonly keys: readonly [string, string];
  /** Number of processes. `undefined` counts the processes that book. */
  readonly processes: number | undefined;
  /** Milliseconds by which a request may start earlier, if few requests were sent before it. */
  readonly burst: number;
}

/** Number of processes, milliseconds until this process may use Redis again, and delays in milliseconds. */
type Reply = readonly [number, string, readonly string[]];

/** Changes to report to Redis: number of cancelled requests, correction of tokens, and milliseconds of a pause. */
interface News {
  requests: number;
  tokens: number;
  pause: number;
}

interface Waiter {
  readonly request: BookingRequest;
  settle(delay: number): void;
}

/** Maximum number of bookings in one call of Redis. */
const mostPerCall = 64;

/** Maximum number of milliseconds to book ahead, so that many requests of one process do not delay the others. */
const horizon = 1000;

const self: string = randomUUID();

/** Creates a limiter that books start times in Redis. Requests that wait at the same time share one Redis command. */
export function createSharedLimiter({ client, guard, keys, processes, burst }: LimiterContext): SharedLimiter {
  const share = createLocalShare();
  const waiting = new Set<Waiter>();
  const count = createCount(processes);
  let busy = false;
  let timer: NodeJS.Timeout | undefined;
  /** Latest start that this process has booked. */
  let booked = 0;
  /** `true` while Redis is down and bookings are not sent to it. */
  let isAlone = false;
  /** Time until which this process uses its share after an outage of Redis. */
  let aloneUntil = 0;
  /** Latest start that was booked in Redis before the outage. */
  let usedUp = 0;
  /** Changes to send with the next booking. */
  const news: News = { requests: 0, tokens: 0, pause: 0 };

  function next(): void {
    if (busy || timer || waiting.size === 0) return;
    const early = booked - performance.now() - horizon;
    if (early > 0) timer = setTimeout(wake, early);
    else {
      busy = true;
      queueMicrotask(() => void flush());
    }
  }
  function wake(): void {
    timer = undefined;
    next();
  }
  async function flush(): Promise<void> {
    const batch = take(waiting);
    const [first] = batch;
    if (first) {
      const { limits } = first.request;
      const sent = { ...news };
      Object.assign(news, { requests: 0, tokens: 0, pause: 0 });
      const tokens = batch.map(({ request }) => Math.ceil(request.tokens));
      const after = isAlone ? Math.max(0, booked - performance.now()) : 0;
      const args = [limits.requestsPerMinute ?? 0, limits.tokensPerMinute ?? 0, burst];
      const all = [...args, sent.requests, sent.tokens, sent.pause, after, isAlone ? 1 : 0, self, ...tokens];
      const isWaiting = performance.now() < aloneUntil;
      const reply = isWaiting
        ? undefined
        : ((await guard.run(() => bookScript(client, keys, all))) as Reply | undefined);
      const now = performance.now();
      const delays = reply && Number(reply[1]) === 0 ? reply[2] : undefined;
      if (reply) count.saw(reply[0]);
      if (reply && !delays) aloneUntil = now + Number(reply[1]);
      if (!delays && !isAlone) usedUp = booked;
      isAlone = !delays;
      for (const [index, { request, settle }] of batch.entries()) {
        const delay = delays ? Number(delays[index]) : share.book(request.tokens, limits, count.processes(), usedUp);
        booked = Math.max(booked, now + delay);
        settle(delay);
      }
    }
    busy = false;
    next();
  }
  /** Returns the minimum delay in milliseconds of a request that is added now. */
  function leastDelay({ requestsPerMinute }: Limits): number {
    const ahead = Math.max(0, booked - performance.now());
    return requestsPerMinute ? ahead + (waiting.size * 60_000) / requestsPerMinute : ahead;
  }

  return {
    book(request) {
      const { signal, maxDelay, limits } = request;
      if (maxDelay !== undefined && leastDelay(limits) > maxDelay * 1000) {
        return Promise.resolve({ delay: leastDelay(limits) / 1000, done: () => {}, cancel: () => {} });
      }
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const onAbort = (): void => {
          if (waiting.delete(waiter)) reject(signal?.reason);
        };
        const waiter: Waiter = {
          request,
          settle(delay) {
            signal?.removeEventListener('abort', onAbort);
            resolve(toBooking(request, delay, news));
          },
        };
        signal?.addEventListener('abort', onAbort, { once: true });
        waiting.add(waiter);
        next();
      });
    },
    pause(seconds) {
      news.pause = Math.max(news.pause, Math.ceil(seconds * 1000));
      // Sends the pause to the other processes immediately, because the next booking may be much later.
      const { pause } = news;
      news.pause = 0;
      void guard.run(() => bookScript(client, keys, [0, 0, burst, 0, 0, pause, 0, 0, self]));
    },
  };
}

/** Removes and returns the requests to book next. They have equal limits, and can start within about a second. */
function take(waiting: Set<Waiter>): readonly Waiter[] {
  const batch: Waiter[] = [];
  for (const waiter of waiting) {
    const { limits } = (batch[0] ?? waiter).request;
    if (batch.length >= mostIn(limits)) break;
    if (!areEqual(limits, waiter.request.limits)) continue;
    waiting.delete(waiter);
    batch.push(waiter);
  }
  return batch;
}

/** Returns a booking that adds unused requests and corrected tokens to `news`. */
function toBooking(request: BookingRequest, delay: number, news: News): Booking {
  let isOpen = true;
  const close = (requests: number, tokens: number): void => {
    if (!isOpen) return;
    isOpen = false;
    news.requests += requests;
    news.tokens += tokens;
  };
  return {
    delay: delay / 1000,
    done: (tokens) => close(0, tokens === undefined ? 0 : Math.ceil(tokens) - Math.ceil(request.tokens)),
    cancel: () => close(1, -Math.ceil(request.tokens)),
  };
}

/** Returns the maximum number of requests to book at once: those of about a second. */
function mostIn({ requestsPerMinute = Number.POSITIVE_INFINITY }: Limits): number {
  return Math.min(mostPerCall, Math.max(1, Math.ceil(requestsPerMinute / 60)));
}

function areEqual(one: Limits, other: Limits): boolean {
  return one.requestsPerMinute === other.requestsPerMinute && one.tokensPerMinute === other.tokensPerMinute;
}
