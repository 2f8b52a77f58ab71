import type { Awaitable } from '../contract/cache-store.ts';
import type { Claim, Coordinator } from '../contract/coordinator.ts';
import type { Handler } from '../contract/middleware.ts';
import type { GenerateRequest } from '../contract/request.ts';
import { type Batch, fromBatches, toBatches } from '../stream/batches.ts';
import { lazily, once } from '../util/iterators.ts';
import { type Envelope, isStale } from './envelope.ts';
import { accepts, replayStored } from './stored-answer.ts';

interface ClaimedOptions {
  readonly claim: NonNullable<Coordinator['claim']>;
  readonly key: string;
  readonly lookUp: () => Awaitable<Envelope | undefined>;
  /** `true` for a request that must not be answered from the cache. */
  readonly isFresh: boolean | undefined;
}

/** A request that only one of several processes sends. */
export interface ClaimedRequest {
  /** Sends the request once it is claimed, or replays the answer that another process has stored meanwhile. */
  readonly handler: Handler;
  /** Returns whether the answer came from the cache. */
  isStored(): boolean;
  /** Ends the claim, after the answer was stored. */
  release(): void;
}

/** Wraps a handler so that only one process at a time sends the request with this key. */
export function claimed(next: Handler, { claim, key, lookUp, isFresh = false }: ClaimedOptions): ClaimedRequest {
  let held: Claim | undefined;
  let stored = false;
  let over = false;

  async function storedAnswer(request: GenerateRequest): Promise<Envelope | undefined> {
    const found = isFresh ? undefined : await lookUp();
    if (!found || isStale(found)) return undefined;
    return !request.accepts || (await accepts(request, found.answer)) ? found : undefined;
  }
  async function open(request: GenerateRequest): Promise<AsyncIterator<Batch>> {
    for (;;) {
      held = await claim(key, request.signal);
      // The request ended while it waited for the claim.
      if (over) held?.release();
      // Another process may have stored the answer between the look-up and the claim.
      const found = await storedAnswer(request);
      if (found) {
        stored = true;
        return once(() => replayStored(found.answer));
      }
      if (held) return toBatches(next(request))[Symbol.asyncIterator]();
    }
  }
  return {
    handler: (request) => fromBatches({ [Symbol.asyncIterator]: () => lazily(() => open(request)) }),
    isStored: () => stored,
    release() {
      over = true;
      held?.release();
    },
  };
}
