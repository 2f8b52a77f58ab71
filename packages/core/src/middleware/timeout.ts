import { ProviderError, providerError, withDetails } from '../contract/errors.ts';
import type { StreamEvent } from '../contract/events.ts';
import type { Handler, Middleware } from '../contract/middleware.ts';
import type { GenerateRequest } from '../contract/request.ts';
import type { TimeoutOptions } from '../options/timeout.ts';
import { type GuardedRead, guardRead } from '../stream/abortable-read.ts';
import { type Answer, createAnswer } from '../stream/answer.ts';
import { type Batch, fromBatches, toBatches } from '../stream/batches.ts';
import { batchesOf, tap } from '../stream/transform.ts';
import { milliseconds } from '../util/abort.ts';

/**
 * Ends an attempt whose first content does not come, or whose content stops coming; keep-alive bytes are no content.
 * The limits reach the provider as its request's signal, and the caller even where a provider ignores signals. An error
 * that leaves through here carries what had come.
 * Default: 600 s to the first content, 60 s between pieces. A caller who reads slowly is not timed.
 */
export function timeout(defaults: TimeoutOptions = {}): Middleware {
  return (request, next) => timed({ ...defaults, ...request.timeout }, request, next);
}

function timed(limits: TimeoutOptions, request: GenerateRequest, next: Handler): AsyncIterable<StreamEvent> {
  const { firstToken = 600, idle = 60 } = limits;
  const answer = createAnswer();
  /** Not folded before more comes: most whole answers are one batch, of which nobody wants a part. */
  let latest: Batch | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let guard: GuardedRead<Batch> | undefined;
  let source: AsyncIterator<Batch> | undefined;

  function time(phase: 'firstToken' | 'idle', limit: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (guard?.reading()) guard.abort(timedOut(request, phase, limit));
    }, milliseconds(limit));
  }
  function open(): AsyncIterator<Batch> {
    const opened = guardRead<Batch>(request.signal);
    guard = opened;
    time('firstToken', firstToken);
    const iterator = batchesOf(next({ ...request, signal: opened.signal }));
    source = iterator;
    return {
      next() {
        timer?.refresh();
        return opened.read(iterator);
      },
      async return() {
        await opened.close(iterator);
        return { done: true, value: undefined };
      },
    };
  }
  return tap(open, {
    batch(batch) {
      if (!latest) time('idle', idle);
      else for (const event of latest) answer.add(event);
      latest = batch;
      return batch;
    },
    failed(error) {
      guard?.close(source).catch(() => {});
      for (const event of latest ?? []) answer.add(event);
      return withPartial(error, answer);
    },
    over() {
      clearTimeout(timer);
      void guard?.close(undefined);
    },
  });
}

/**
 * Ends a call, retries and waits included, after `timeout.total` seconds. There is no default. It works through the
 * request's signal, so that the layers below can say what they had tried; `timeout()` is the one that cannot ignore it.
 */
export function deadline(): Middleware {
  return (request, next) => {
    const total = request.timeout?.total;
    return total === undefined ? next(request) : fromBatches(until(total, request, next));
  };
}

async function* until(total: number, request: GenerateRequest, next: Handler): AsyncGenerator<Batch> {
  const guard = guardRead<Batch>(request.signal);
  const timer = setTimeout(() => guard.abort(timedOut(request, 'total', total)), milliseconds(total));
  try {
    yield* toBatches(next({ ...request, signal: guard.signal }));
  } finally {
    clearTimeout(timer);
    await guard.close(undefined);
  }
}

const told = {
  firstToken: 'sent no content',
  idle: 'sent no more content',
  total: 'did not finish',
} as const;

function timedOut({ provider, model }: GenerateRequest, phase: keyof typeof told, limit: number): Error {
  const message = `${provider}:${model} ${told[phase]} within ${limit} s (option timeout.${phase}).`;
  return providerError('timeout', message, { provider, phase, retryable: phase !== 'total' });
}

function withPartial(error: unknown, answer: Answer): unknown {
  if (!(error instanceof ProviderError) || error.partial || answer.content().length === 0) return error;
  return withDetails(error, { partial: answer.partial() });
}
