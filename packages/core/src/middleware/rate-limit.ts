import { noteRefusal, turnOf } from '../account/call-turn.ts';
import { isGrowthCode } from '../account/rate-limiter/growth.ts';
import type { Permit, RateLimiter, Wait } from '../account/rate-limiter/limiter-contract.ts';
import { createRateLimiter } from '../account/rate-limiter/rate-limiter.ts';
import type { Booking, SharedLimiter } from '../contract/coordinator.ts';
import { OverloadedError, ProviderError, QuotaExceededError, RateLimitError } from '../contract/errors.ts';
import type { Handler, Middleware } from '../contract/middleware.ts';
import type { Limits, RateLimit } from '../contract/rate-limit.ts';
import type { GenerateRequest } from '../contract/request.ts';
import { withDetails } from '../contract/with-details.ts';
import type { Batch } from '../stream/batches.ts';
import { applyLayer, batchesOf } from '../stream/transform.ts';
import type { StreamLayer } from '../stream/transformed-batches.ts';
import { estimateTokens } from '../tokens/quick-estimate.ts';
import { bookTurn, isShared, ownPart } from './shared-turn.ts';
import { outOfTime } from './timed-out.ts';

/** Options of the rate-limit layer. */
export interface LimitOptions {
  /** Limiter, or a function that returns the limiter of a request. @default a limiter for this layer only */
  readonly limiter?: RateLimiter | (() => RateLimiter) | undefined;
  /** Maximum wait in seconds that the service may impose. The layer ignores longer ones. @default 60 */
  readonly maxDelay?: number | undefined;
  /** `false` to obey only `limits`, not the limits of the service. @default true */
  readonly patient?: boolean | undefined;
  /** Limiter that enforces requests and tokens per minute for several processes. */
  readonly shared?: SharedLimiter | undefined;
}

/**
 * Returns middleware that limits the rate of requests. It obeys `limits` and the limits of the service, which it
 * learns from 429 responses and `x-ratelimit` headers. Waiting requests are sent in the order of arrival. `notify`
 * reports waits.
 */
export function rateLimit(
  limits: Limits = {},
  { limiter = createRateLimiter(), maxDelay = 60, patient, shared }: LimitOptions = {},
): Middleware {
  const current = typeof limiter === 'function' ? limiter : (): RateLimiter => limiter;
  const own = ownPart(limits, shared);
  const booked = shared && isShared(limits) ? { limits, limiter: shared } : undefined;
  return (request, next) =>
    applyLayer(new RateLimitLayer(request, next, { limits: own, limiter: current(), maxDelay, patient, booked }));
}

interface Passage {
  readonly limits: Limits;
  readonly limiter: RateLimiter;
  readonly maxDelay: number;
  readonly patient: boolean | undefined;
  /** Limits that several processes share, and the limiter that enforces them. */
  readonly booked: { readonly limits: Limits; readonly limiter: SharedLimiter } | undefined;
}

class RateLimitLayer implements StreamLayer {
  readonly #request: GenerateRequest;
  readonly #next: Handler;
  readonly #passage: Passage;
  #permit: Permit | undefined;
  #booking: Booking | undefined;

  constructor(request: GenerateRequest, next: Handler, passage: Passage) {
    this.#request = request;
    this.#next = next;
    this.#passage = passage;
  }

  open(): AsyncIterator<Batch> | Promise<AsyncIterator<Batch>> {
    const { booked } = this.#passage;
    return booked ? this.#book(booked) : this.#enter();
  }

  batch(batch: Batch): Batch {
    const last = batch.at(-1);
    if (last?.type === 'finish') this.#done(last.usage.totalTokens);
    return batch;
  }

  failed(error: unknown): unknown {
    const { maxDelay, booked } = this.#passage;
    if (this.#permit && error instanceof ProviderError) settle(this.#permit, error, maxDelay, booked?.limiter);
    return error;
  }

  over(): void {
    this.#done(undefined);
  }

  async #book({ limits, limiter }: NonNullable<Passage['booked']>): Promise<AsyncIterator<Batch>> {
    this.#booking = await bookTurn(this.#request, limits, limiter);
    return this.#enter();
  }

  #enter(): AsyncIterator<Batch> | Promise<AsyncIterator<Batch>> {
    const entered = enter(this.#request, this.#passage);
    return entered instanceof Promise ? entered.then((permit) => this.#send(permit), notSent) : this.#send(entered);
  }

  #send(permit: Permit): AsyncIterator<Batch> {
    const request = this.#request;
    this.#permit = permit;
    const onRateLimit = (seen: RateLimit): void => {
      permit.learn(within(seen, this.#passage.maxDelay));
      request.onRateLimit?.(seen);
    };
    return batchesOf(this.#next({ ...request, onRateLimit }));
  }

  #done(tokens: number | undefined): void {
    this.#permit?.done(tokens);
    this.#booking?.done(tokens);
  }
}

/** Throws the error of a failed wait. It is not an attempt, because no request was sent. */
function notSent(error: unknown): never {
  throw error instanceof ProviderError && error.sent ? withDetails(error, { sent: false }) : error;
}

/** Waits for permission to send. */
function enter(request: GenerateRequest, { limiter, limits, patient }: Passage): Permit | Promise<Permit> {
  const { provider, model, signal, notify, timeout } = request;
  const { order, deadline, failure } = turnOf(request);
  return limiter.enter({
    model,
    limits,
    patient,
    tokens: estimateTokens(request),
    signal,
    order,
    deadline,
    giveUp: failure && (() => refusedAgain(failure, order ?? 0)),
    tooLate: (seconds) => outOfTime(request, timeout?.total ?? 0, seconds),
    onWait: notify && ((wait) => notify(toNotice(provider, model, wait))),
  });
}

/** Returns the last refusal as the error of a call that is not sent again, because the service refuses everything. */
function refusedAgain(failure: ProviderError, order: number): ProviderError {
  const error = withDetails(failure, { sent: false });
  noteRefusal(error, { order, down: true });
  return error;
}

function toNotice(provider: string, model: string, { reason, seconds, queued, learned }: Wait) {
  return { type: 'wait', provider, model, reason, delay: seconds, queued, learned } as const;
}

function settle(permit: Permit, error: ProviderError, maxDelay: number, shared: SharedLimiter | undefined): void {
  const { retryAfter, status = 0, partial } = error;
  const isRateError = error instanceof RateLimitError && !(error instanceof QuotaExceededError);
  const isGrowth = (isRateError || error instanceof OverloadedError) && isGrowthCode(error.code);
  if ((isRateError || isGrowth) && (retryAfter ?? 0) <= maxDelay) {
    // A stated wait of one second is often a rounded fraction that applies only to the refused request.
    if (retryAfter !== undefined && retryAfter > 1) shared?.pause(retryAfter);
    noteRefusal(error, { order: permit.order, down: permit.refused(retryAfter, isGrowth) });
  }
  permit.done(status >= 400 && status < 500 ? 0 : partial?.usage?.totalTokens);
}

/** Returns the limits whose reset is within the maximum delay. */
function within({ requests, tokens }: RateLimit, maxDelay: number): RateLimit {
  const near = <Value extends RateLimit['requests']>(allowance: Value): Value | undefined =>
    allowance && allowance.reset <= maxDelay ? allowance : undefined;
  return { requests: near(requests), tokens: near(tokens) };
}
