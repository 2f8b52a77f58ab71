import type { StreamEvent } from '../contract/events.ts';
import type { Handler, Middleware } from '../contract/middleware.ts';
import type { GenerateRequest } from '../contract/request.ts';
import type { TimeoutOptions } from '../contract/timeout.ts';
import { type AbortableRead, abortableRead } from '../stream/abortable-read.ts';
import { type Answer, createAnswer } from '../stream/answer.ts';
import type { Batch } from '../stream/batches.ts';
import { sharedAnswer } from '../stream/shared-answer.ts';
import { batchesOf, transform } from '../stream/transform.ts';
import { milliseconds } from '../util/abort.ts';
import { clock, type Timer } from '../util/clock.ts';
import { createLimits, withPartial, withPlausibleEnd } from './answer-limits.ts';
import { timedOut } from './timed-out.ts';

/**
 * Returns middleware that ends an attempt whose first content or next content does not arrive in time. Keep-alive
 * bytes are not content. It aborts the signal of the request, and rejects even if the provider ignores signals. Its
 * errors contain the partial answer. It also enforces the size limits of answers and removes implausible usage,
 * because every answer passes through it. Time in which the caller does not read is not counted.
 *
 * @param defaults limits in seconds for requests without their own. Default: 600 to the first content, 60 between
 *   chunks
 */
export function timeout(defaults: TimeoutOptions = {}): Middleware {
  return (request, next) => timed({ ...defaults, ...request.timeout }, request, next);
}

function timed(limits: TimeoutOptions, request: GenerateRequest, next: Handler): AsyncIterable<StreamEvent> {
  const { firstToken = 600, idle = 60 } = limits;
  /** Partial answer, unless the protocol shares its own. */
  let own: Answer | undefined;
  const checkLimits = createLimits(request);
  /**
   * Latest batch. It is added to the answer only when another one arrives, because most whole answers are one batch.
   */
  let latest: Batch | undefined;
  let begun = false;
  let timer: Timer | undefined;
  let guard: AbortableRead<Batch> | undefined;
  let source: AsyncIterator<Batch> | undefined;

  function time(phase: 'firstToken' | 'idle', limit: number): void {
    clock.clearTimeout(timer);
    timer = clock.setTimeout(() => {
      if (guard?.reading()) guard.abort(timedOut(request, phase, limit));
    }, milliseconds(limit));
  }
  function gather(): void {
    if (!latest || sharedAnswer(guard?.signal)) return;
    own ??= createAnswer();
    for (const event of latest) own.add(event);
  }
  function open(): AsyncIterator<Batch> {
    const opened = abortableRead<Batch>(request.signal);
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
  return transform(open, {
    batch(batch) {
      // Nothing follows the finish of a whole answer. If something does, the first timer still runs.
      if (!begun && (request.stream || batch.at(-1)?.type !== 'finish')) time('idle', idle);
      begun = true;
      gather();
      // Do not keep a batch that is too large. The partial answer consists of the batches before it.
      latest = undefined;
      checkLimits(batch);
      latest = batch;
      return withPlausibleEnd(batch);
    },
    failed(error) {
      guard?.close(source).catch(() => {});
      gather();
      return withPartial(error, sharedAnswer(guard?.signal) ?? own ?? createAnswer());
    },
    over() {
      clock.clearTimeout(timer);
      void guard?.close(undefined);
    },
  });
}
