import type { Awaitable, CacheStore } from '../contract/cache-store.ts';
import type { Coordinator } from '../contract/coordinator.ts';
import { ProviderError } from '../contract/errors.ts';
import type { Handler, Middleware } from '../contract/middleware.ts';
import type { CacheOptions, GenerateRequest } from '../contract/request.ts';
import { type Batch, fromBatches } from '../stream/batches.ts';
import { drain } from '../stream/peek.ts';
import { abortable } from '../util/abort.ts';
import { lazily, once } from '../util/iterators.ts';
import { cacheKey } from './cache-key.ts';
import { type ProtectedStore, withCircuitBreaker } from './circuit-breaker.ts';
import { claimed } from './claimed-request.ts';
import { type Envelope, isStale, seal } from './envelope.ts';
import { createLookUp } from './look-up.ts';
import { createFlight, type Flight } from './single-flight.ts';
import { joinFlight } from './single-flight-reader.ts';
import { accepts, replayStored, storableAnswer } from './stored-answer.ts';

/** Options of the `cache` middleware. */
export interface CacheLayerOptions {
  readonly store: CacheStore;
  /** Default of calls without the option `cache`. @default true */
  readonly enabled?: boolean | undefined;
  /** Lifetime of answers in seconds, if neither the call nor the store sets one. @default 3600 */
  readonly ttl?: number | undefined;
  /** Text that distinguishes providers of the same name, for example the base URL. */
  readonly identity?: string | undefined;
}

/**
 * Returns middleware that answers repeated requests from a store and sends concurrent identical requests once. It
 * stores only answers with finish reason `stop`, `length` or `tool_calls`. Streamed and whole answers share an entry.
 * An error of the store never fails a call.
 *
 * @example
 * const client = new LLMClient({ provider: 'openai', middleware: [cache({ store: memoryStore() })] });
 */
export function cache(options: CacheLayerOptions): Middleware {
  return sharedCache(options);
}

/** Requests in progress by cache key. */
export type FlightsByKey = Map<string, Flight>;

/** Returns the cache middleware. Layers of one client share requests in progress if they have the same `scope`. */
export function sharedCache({
  store,
  enabled = true,
  ttl = 3600,
  identity,
  flights = new Map(),
  scope = '',
  claim,
}: CacheLayerOptions & {
  readonly flights?: FlightsByKey | undefined;
  readonly scope?: string | undefined;
  /** Claims a request among several processes. */
  readonly claim?: Coordinator['claim'];
}): Middleware {
  // A store of a user may have any value as `ttl`.
  const ownTtl = typeof store.ttl === 'number' && store.ttl > 0 ? store.ttl : undefined;
  const answers = createAnswers(withCircuitBreaker(store), ownTtl ?? ttl * 1000, flights, scope, claim);
  return (request, next) => {
    const key = (request.cache ?? enabled) ? keyOf(request, identity) : undefined;
    return key === undefined
      ? next(request)
      : fromBatches({ [Symbol.asyncIterator]: () => answers(request, next, key) });
  };
}

/** Returns the cache key, or `undefined` for a request without one, such as one with a BigInt. It is never cached. */
function keyOf(request: GenerateRequest, identity: string | undefined): string | undefined {
  try {
    return cacheKey(request, identity);
  } catch {
    return undefined;
  }
}

type Answers = (request: GenerateRequest, next: Handler, key: string) => AsyncIterator<Batch>;

function createAnswers(
  store: ProtectedStore,
  defaultTtl: number,
  flights: FlightsByKey,
  scope: string,
  claim: Coordinator['claim'],
): Answers {
  const lookUp = createLookUp(store);

  function begin(request: GenerateRequest, next: Handler, key: string, id: string): Flight {
    const { ttl, staleWhileRevalidate = 0 } = optionsOf(request);
    const ttlMs = Math.ceil(ttl === undefined ? defaultTtl : ttl * 1000);
    const staleMs = Math.ceil(staleWhileRevalidate * 1000);
    const shared =
      claim && claimed(next, { claim, key, lookUp: () => lookUp(key), isFresh: optionsOf(request).refresh });
    const flight = createFlight(request, shared?.handler ?? next, {
      finished(batches, notify) {
        if (shared?.isStored()) return undefined;
        const answer = storableAnswer(batches);
        const ms = ttlMs + staleMs;
        const keep = (accepted: boolean): Awaitable<unknown> =>
          answer && accepted && ms > 0 ? store.set(key, seal(key, answer, ttlMs, staleMs), ms) : undefined;
        const keeping = answer && request.accepts ? accepts(request, answer).then(keep) : keep(true);
        if (keeping instanceof Promise) return keeping.then(() => warn(store, notify));
        return warn(store, notify);
      },
      over() {
        shared?.release();
        if (flights.get(id) === flight) flights.delete(id);
      },
    });
    flights.set(id, flight);
    return flight;
  }

  function hit(found: Envelope, { notify, signal }: GenerateRequest, status: 'hit' | 'stale'): Batch {
    signal?.throwIfAborted();
    warn(store, notify);
    notify?.({ type: 'cache', status, key: found.key });
    return replayStored(found.answer);
  }

  /** Refreshes a stale answer in the background. If that fails, the stale answer stays until the next call. */
  function revalidate(asked: GenerateRequest, next: Handler, key: string): void {
    const id = `${scope}${flightId(asked, key)} revalidate`;
    if (flights.has(id)) return;
    const request: GenerateRequest = Object.freeze({ ...asked, stream: false, signal: undefined, notify: undefined });
    drain(joinFlight(begin(request, next, key, id), request)).catch(() => {});
  }

  /** Joins the request in progress, or sends one. */
  function share(request: GenerateRequest, next: Handler, key: string): AsyncIterator<Batch> {
    const id = scope + flightId(request, key);
    const running = flights.get(id);
    warn(store, request.notify);
    const alone = optionsOf(request).refresh ? 'refresh' : 'miss';
    request.notify?.({ type: 'cache', status: running ? 'joined' : alone, key });
    const flight = running ?? begin(request, next, key, id);
    const reader = joinFlight(flight, request);
    if (!flight.streamed || request.stream) return reader;
    // A stream is not retried after it has begun; a caller that waits for the whole answer sends the request again.
    return lazily(() => unlessCut(reader, () => answers(request, next, key)));
  }

  function answers(request: GenerateRequest, next: Handler, key: string): AsyncIterator<Batch> {
    const passed = optionsOf(request).refresh || flights.has(scope + flightId(request, key));
    const found = passed ? undefined : lookUp(key);
    const take = (envelope: Envelope | undefined): AsyncIterator<Batch> => {
      const stale = envelope !== undefined && isStale(envelope);
      if (!envelope || (stale && !optionsOf(request).staleWhileRevalidate)) return share(request, next, key);
      const give = (): AsyncIterator<Batch> => {
        if (stale) revalidate(request, next, key);
        return once(() => hit(envelope, request, stale ? 'stale' : 'hit'));
      };
      if (!request.accepts) return give();
      // Another program, or a call with a stricter schema of the same JSON form, may have stored the answer.
      return lazily(async () => ((await accepts(request, envelope.answer)) ? give() : share(request, next, key)));
    };
    // Avoids promises for a store in memory, which halves the time of a hit.
    if (!(found instanceof Promise)) return take(found);
    return lazily(async () => take(await abortable(found, request.signal)));
  }
  return answers;
}

/** Returns the whole answer. If the stream was interrupted by a retryable error, starts again with `anew`. */
async function unlessCut(
  reader: AsyncIterable<Batch>,
  anew: () => AsyncIterator<Batch>,
): Promise<AsyncIterator<Batch>> {
  try {
    return (await drain(reader))[Symbol.asyncIterator]();
  } catch (error) {
    if (error instanceof ProviderError && error.retryable) return anew();
    throw error;
  }
}

function optionsOf({ cache }: GenerateRequest): CacheOptions {
  return typeof cache === 'object' ? cache : {};
}

/** Returns the id of a shared request. Calls share one if key, attempt time limits and `refresh` are equal. */
function flightId({ timeout = {}, cache }: GenerateRequest, key: string): string {
  const { connect, firstToken, idle } = timeout;
  const limited = (connect ?? firstToken ?? idle) !== undefined;
  const id = limited ? `${key} ${connect} ${firstToken} ${idle}` : key;
  return typeof cache === 'object' && cache.refresh ? `${id} refresh` : id;
}

function warn(store: ProtectedStore, notify: GenerateRequest['notify']): void {
  const message = notify && store.takeWarning();
  if (message) notify({ type: 'warning', message });
}
