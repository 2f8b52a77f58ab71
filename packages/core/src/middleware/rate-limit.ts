import { createGate, type Gate, type Slot } from '../account/rate-limiter/rate-limiter.ts';
import { ProviderError, QuotaExceededError, RateLimitError, withDetails } from '../contract/errors.ts';
import type { StreamEvent } from '../contract/events.ts';
import type { Handler, Middleware } from '../contract/middleware.ts';
import type { Limits, RateLimit } from '../contract/rate-limit.ts';
import type { GenerateRequest } from '../contract/request.ts';
import type { Usage } from '../contract/usage.ts';
import type { Batch } from '../stream/batches.ts';
import { batchesOf, tap } from '../stream/transform.ts';
import { estimateTokens } from '../tokens/quick-estimate.ts';

/** Through which gate requests go, and how long they are held there. */
export interface LimitOptions {
  /** Or a function that gives it, asked for each request. Default: one of the layer's own. */
  readonly gate?: Gate | (() => Gate) | undefined;
  /** Seconds. What a service asks for beyond this is left to the service to refuse. Default 60. */
  readonly maxDelay?: number | undefined;
  /** Whether requests wait for what the service said of its limits, and not for ours alone. Default `true`. */
  readonly patient?: boolean | undefined;
}

/**
 * Lets no more requests go than a provider takes: by limits that are given, and by what the provider says of its own.
 * A 429 that says when to come back holds back all requests for that model until then, and so do `x-ratelimit` headers
 * by which nothing remains. Whoever waits is told (`wait`), keeps its place in line, and leaves it when aborted.
 */
export function limit(
  limits: Limits = {},
  { gate = createGate(), maxDelay = 60, patient }: LimitOptions = {},
): Middleware {
  const current = typeof gate === 'function' ? gate : (): Gate => gate;
  return (request, next) => paced(request, next, { limits, gate: current(), maxDelay, patient });
}

/** Who asks, and whom. */
type Asker = Pick<GenerateRequest, 'provider' | 'model' | 'signal' | 'notify'>;

interface Passage {
  readonly limits: Limits;
  readonly gate: Gate;
  readonly maxDelay: number;
  readonly patient?: boolean | undefined;
}

function paced(request: GenerateRequest, next: Handler, passage: Passage): AsyncIterable<StreamEvent> {
  const { maxDelay } = passage;
  let slot: Slot | undefined;
  const open = (entered: Slot): AsyncIterator<Batch> => {
    slot = entered;
    const onRateLimit = (seen: RateLimit): void => {
      entered.learn(within(seen, maxDelay));
      request.onRateLimit?.(seen);
    };
    return batchesOf(next({ ...request, onRateLimit }));
  };
  const enterAndOpen = (): AsyncIterator<Batch> | Promise<AsyncIterator<Batch>> => {
    const place = enter(request, estimateTokens(request), passage);
    return place instanceof Promise ? place.then(open) : open(place);
  };
  return tap(enterAndOpen, {
    batch(batch) {
      const last = batch.at(-1);
      if (last?.type === 'finish') slot?.done(last.usage.totalTokens);
      return batch;
    },
    failed(error) {
      if (slot && error instanceof ProviderError) settle(slot, error, maxDelay);
      return error;
    },
    over: () => slot?.done(),
  });
}

/** Asks for something that is no answer, once it is its turn. */
export async function inTurn<Value extends { readonly usage: Usage }>(
  asker: Asker,
  tokens: number,
  passage: Passage,
  ask: () => Promise<Value>,
): Promise<Value> {
  const slot = await enter(asker, tokens, passage);
  try {
    const value = await ask();
    slot.done(value.usage.totalTokens ?? value.usage.inputTokens);
    return value;
  } catch (error) {
    if (error instanceof ProviderError) settle(slot, error, passage.maxDelay);
    throw error;
  } finally {
    slot.done();
  }
}

/** Takes a place in line. What ends the wait is no attempt: nothing was sent. */
function enter(asker: Asker, tokens: number, { gate, limits, patient }: Passage): Slot | Promise<Slot> {
  const { provider, model, signal, notify } = asker;
  const place = gate.enter({
    model,
    limits,
    patient,
    tokens,
    signal,
    onWait: (reason, delay) => notify?.({ type: 'wait', provider, model, reason, delay }),
  });
  if (!(place instanceof Promise)) return place;
  return place.catch((error) => {
    throw error instanceof ProviderError ? withDetails(error, { sent: false }) : error;
  });
}

function settle(slot: Slot, error: ProviderError, maxDelay: number): void {
  const { retryAfter, status = 0, partial } = error;
  const passing = error instanceof RateLimitError && !(error instanceof QuotaExceededError);
  if (passing && retryAfter !== undefined && retryAfter <= maxDelay) slot.pause(retryAfter);
  slot.done(status >= 400 && status < 500 ? 0 : partial?.usage?.totalTokens);
}

/** What is worth waiting for. */
function within({ requests, tokens }: RateLimit, maxDelay: number): RateLimit {
  const near = <Value extends RateLimit['requests']>(allowance: Value): Value | undefined =>
    allowance && allowance.reset <= maxDelay ? allowance : undefined;
  return { requests: near(requests), tokens: near(tokens) };
}
