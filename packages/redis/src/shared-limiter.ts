import { randomUUID } from 'node:crypto';
import type { Limits } from '@rephysco/core';
import type { Booking, BookingRequest, SharedLimiter } from '@rephysco/core/middleware';
import { bookScript } from './booking-script.ts';
import type { Guard } from './guard.ts';
import { createLocalShare } from './local-share.ts';
import { createCount } from './process-count.ts';
import type { RedisClient } from './redis-client.ts';

/** What all limiters of a coordinator have in common. */
export interface LimiterContext {
  readonly client: RedisClient;
  readonly guard: Guard;
  /** Keys of the limiter and of the list of processes. */
  readonly keys: readonly [string, string];
  /** Number of processes; `undefined` to count those that book. */
  readonly processes: number | undefined;
  /** Milliseconds by which a request may start before its time, if few were sent before. */
  readonly burst: number;
}

/** Number of processes, milliseconds until this one may use Redis again, and delays in milliseconds. */
type Reply = readonly [number, string, readonly string[]];

/** What the next call of Redis reports: requests that were not sent, a correction of tokens, milliseconds of a pause. */
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

/** Milliseconds ahead of which no more starts are booked, so that a fan-out of one process leaves room for others. */
const horizon = 1000;

const self: string = randomUUID();

/** Creates a limiter that books start times in Redis. Requests that wait at the same time share one call. */
export function createSharedLimiter({ client, guard, keys, processes, burst }: LimiterContext): SharedLimiter {
  const share = createLocalShare();
  const waiting = new Set<Waiter>();
  const count = createCount(processes);
  let busy = false;
  let timer: NodeJS.Timeout | undefined;
  /** Time of the last start that was booked here. */
  let booked = 0;
  /** `true` while Redis is down: what is booked by then is not in Redis. */
  let isAlone = false;
  /** Time until which the share of this process is used, after Redis was down. */
  let aloneUntil = 0;
  /** Time up to which starts were booked in Redis when it went down. */
  let usedUp = 0;
  /** What the next call of Redis reports. */
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
  /** Returns the least delay in milliseconds of a request that is added now. */
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
      // The others must learn of it, also if nothing is booked here for a while.
      const { pause } = news;
      news.pause = 0;
      void guard.run(() => bookScript(client, keys, [0, 0, burst, 0, 0, pause, 0, 0, self]));
    },
  };
}

/** Takes the requests of the next call: those with the limits of the first one, and no more than start in a second. */
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

/** Returns a booking that reports its end in `news`. */
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

/** Returns the number of requests that one call books: those of about a second. */
function mostIn({ requestsPerMinute = Number.POSITIVE_INFINITY }: Limits): number {
  return Math.min(mostPerCall, Math.max(1, Math.ceil(requestsPerMinute / 60)));
}

function areEqual(one: Limits, other: Limits): boolean {
  return one.requestsPerMinute === other.requestsPerMinute && one.tokensPerMinute === other.tokensPerMinute;
}
