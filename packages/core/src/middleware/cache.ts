import { abortable } from '../abort.ts';
import { type Batch, fromBatches } from '../batches.ts';
import { type StoredAnswer, seal, unseal } from '../cache/envelope.ts';
import { createFlight, type Flight } from '../cache/flight.ts';
import { joinFlight } from '../cache/flight-reader.ts';
import { type GuardedStore, guarded } from '../cache/guarded.ts';
import { cacheKey } from '../cache/key.ts';
import { handOut, recall, toKeep } from '../cache/recall.ts';
import type { Awaitable, CacheStore } from '../cache/store.ts';
import { ProviderError } from '../errors.ts';
import type { Handler, Middleware } from '../pipeline.ts';
import type { CacheOptions, GenerateRequest, Notice } from '../request.ts';
import { drain } from '../settle.ts';

/** Where answers are kept, and which. */
export interface CacheLayerOptions {
  readonly store: CacheStore;
  /** Whether calls that do not say use the cache. Default `true`. */
  readonly enabled?: boolean | undefined;
  /** Seconds that answers stay good where neither call nor store says. Default 3600. */
  readonly ttl?: number | undefined;
  /** What tells the provider from another one of its name. */
  readonly identity?: string | undefined;
}

/**
 * Answers from a store what was answered before, and asks once what several callers ask at the same time. Only answers
 * that finished by themselves, at a limit, or to call tools are kept. A streamed answer and a whole one are the same
 * entry. Nothing that happens in the store fails a call.
 */
export function cache({ store, enabled = true, ttl = 3600, identity }: CacheLayerOptions): Middleware {
  // Of a foreign store, `ttl` may be anything.
  const ownTtl = typeof store.ttl === 'number' && store.ttl > 0 ? store.ttl : undefined;
  const answers = createAnswers(guarded(store), ownTtl ?? ttl * 1000);
  return (request, next) => {
    const key = (request.cache ?? enabled) ? keyOf(request, identity) : undefined;
    return key === undefined
      ? next(request)
      : fromBatches({ [Symbol.asyncIterator]: () => answers(request, next, key) });
  };
}

/** `undefined` for a request that has no key, such as one with a BigInt: it is asked every time. */
function keyOf(request: GenerateRequest, identity: string | undefined): string | undefined {
  try {
    return cacheKey(request, identity);
  } catch {
    return undefined;
  }
}

type Answers = (request: GenerateRequest, next: Handler, key: string) => AsyncIterator<Batch>;

function createAnswers(store: GuardedStore, defaultTtl: number): Answers {
  const flights = new Map<string, Flight>();
  const lookUp = createLookUp(store);

  function begin(request: GenerateRequest, next: Handler, key: string, id: string): Flight {
    const { ttl } = optionsOf(request);
    const ttlMs = Math.ceil(ttl === undefined ? defaultTtl : ttl * 1000);
    const flight = createFlight(request, next, {
      async finished(batches) {
        const answer = toKeep(batches);
        if (answer && ttlMs > 0) await store.set(key, seal(key, answer, ttlMs), ttlMs);
      },
      over: () => flights.get(id) === flight && flights.delete(id),
    });
    flights.set(id, flight);
    return flight;
  }

  function hit(answer: StoredAnswer, request: GenerateRequest, key: string): Batch {
    request.signal?.throwIfAborted();
    warn(store, request);
    tell(request, key, 'hit');
    return recall(answer);
  }

  async function* ask(request: GenerateRequest, next: Handler, key: string): AsyncGenerator<Batch> {
    request.signal?.throwIfAborted();
    const { refresh = false } = optionsOf(request);
    const id = flightId(request, key);
    const found = refresh || flights.has(id) ? undefined : lookUp(key);
    const answer = found instanceof Promise ? await abortable(found, request.signal) : found;
    if (answer) {
      yield hit(answer, request, key);
      return;
    }
    warn(store, request);
    const running = flights.get(id);
    tell(request, key, running ? 'joined' : refresh ? 'refresh' : 'miss');
    const flight = running ?? begin(request, next, key, id);
    const batches = follow(flight, request, store);
    // A stream is not tried again once it has begun; whoever waits for all of it is better off asking anew then.
    const anew = flight.streamed && !request.stream;
    yield* anew ? await unlessCut(drain(batches), () => ask(request, next, key)) : batches;
  }

  return (request, next, key) => {
    // What is there at once takes a third of the time without a generator.
    const found = optionsOf(request).refresh ? undefined : lookUp(key);
    return found && !(found instanceof Promise) ? once(() => hit(found, request, key)) : ask(request, next, key);
  };
}

function once<Value>(make: () => Value): AsyncIterator<Value> {
  let done = false;
  return {
    async next() {
      if (done) return { done, value: undefined };
      done = true;
      return { done: false, value: make() };
    },
    async return() {
      done = true;
      return { done, value: undefined };
    },
  };
}

/** Reads a flight to its end, as one of its readers. All but one of them had the answer for nothing. */
async function* follow(flight: Flight, request: GenerateRequest, store: GuardedStore): AsyncGenerator<Batch> {
  const reader = joinFlight(flight, request);
  try {
    for (let batch = await reader.next(); batch; batch = await reader.next()) {
      const whole = batch.at(-1)?.type === 'finish';
      if (whole) warn(store, request);
      yield handOut(batch, { free: whole && !reader.claim() });
    }
  } finally {
    await reader.leave();
  }
}

async function unlessCut(
  whole: Promise<AsyncIterable<Batch>>,
  anew: () => AsyncIterable<Batch>,
): Promise<AsyncIterable<Batch>> {
  try {
    return await whole;
  } catch (error) {
    if (error instanceof ProviderError && error.retryable) return anew();
    throw error;
  }
}

/** Looks answers up; callers who ask for the same one at the same time share one look. */
function createLookUp(store: GuardedStore): (key: string) => Awaitable<StoredAnswer | undefined> {
  const looking = new Map<string, Promise<StoredAnswer | undefined>>();
  return (key) => {
    const running = looking.get(key);
    if (running) return running;
    const value = store.get(key);
    if (!(value instanceof Promise)) return unseal(key, value);
    const look = value.then((found) => {
      looking.delete(key);
      return unseal(key, found);
    });
    looking.set(key, look);
    return look;
  };
}

function optionsOf({ cache }: GenerateRequest): CacheOptions {
  return typeof cache === 'object' ? cache : {};
}

/** Calls share a request where its key and the limits of its attempts are the same, and all or none want a fresh one. */
function flightId({ timeout, cache }: GenerateRequest, key: string): string {
  const { connect, firstToken, idle } = timeout ?? {};
  const limits = [connect, firstToken, idle].join();
  return typeof cache === 'object' && cache.refresh ? `${key}${limits}!` : key + limits;
}

function tell({ notify }: GenerateRequest, key: string, status: (Notice & { type: 'cache' })['status']): void {
  notify?.({ type: 'cache', status, key });
}

function warn(store: GuardedStore, { notify }: GenerateRequest): void {
  const message = notify && store.takeWarning();
  if (message) notify({ type: 'warning', message });
}
