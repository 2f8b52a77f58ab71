import { providerError } from '../errors.ts';
import type { StreamEvent } from '../events.ts';
import { guardRead } from '../guarded-read.ts';
import type { Handler, Middleware } from '../pipeline.ts';
import type { GenerateRequest, TimeoutOptions } from '../request.ts';

/**
 * Ends an attempt whose first content does not come, or whose content stops coming; keep-alive bytes are no content.
 * The limits reach the provider as its request's signal, and the caller even where a provider ignores signals.
 * Default: 600 s to the first content, 60 s between pieces. A caller who reads slowly is not timed.
 */
export function timeout(defaults: TimeoutOptions = {}): Middleware {
  return async function* timeout(request, next) {
    const { firstToken = 600, idle = 60 } = { ...defaults, ...request.timeout };
    const guard = guardRead<StreamEvent>(request.signal);
    let events: AsyncIterator<StreamEvent> | undefined;
    const expire = (phase: 'firstToken' | 'idle', limit: number) => (): void => {
      if (guard.reading()) guard.abort(timedOut(request, phase, limit));
    };
    let timer = setTimeout(expire('firstToken', firstToken), firstToken * 1000);
    let waitsForFirst = true;
    try {
      events = next({ ...request, signal: guard.signal })[Symbol.asyncIterator]();
      for (;;) {
        const { done, value } = await guard.read(events);
        if (done) break;
        if (waitsForFirst) {
          waitsForFirst = false;
          clearTimeout(timer);
          timer = setTimeout(expire('idle', idle), idle * 1000);
        }
        yield value;
        timer.refresh();
      }
      events = undefined;
    } finally {
      clearTimeout(timer);
      await guard.close(events);
    }
  };
}

/** Ends a call, retries and waits included, after `timeout.total` seconds. There is no default. */
export function deadline(): Middleware {
  return (request, next) => {
    const total = request.timeout?.total;
    return total === undefined ? next(request) : until(total, request, next);
  };
}

async function* until(total: number, request: GenerateRequest, next: Handler): AsyncGenerator<StreamEvent> {
  const guard = guardRead<StreamEvent>(request.signal);
  const timer = setTimeout(() => guard.abort(timedOut(request, 'total', total)), total * 1000);
  let events: AsyncIterator<StreamEvent> | undefined;
  try {
    events = next({ ...request, signal: guard.signal })[Symbol.asyncIterator]();
    for (;;) {
      const { done, value } = await guard.read(events);
      if (done) break;
      yield value;
    }
    events = undefined;
  } finally {
    clearTimeout(timer);
    await guard.close(events);
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
