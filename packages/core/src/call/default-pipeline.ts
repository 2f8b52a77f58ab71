import { accountFinder } from '../account/accounts.ts';
import type { WritableLedger } from '../account/call-ledger.ts';
import { type FlightsByKey, sharedCache } from '../cache/cache.ts';
import { defaultStore } from '../cache/stores/default-store.ts';
import type { CacheStore } from '../contract/cache-store.ts';
import { compose, type Handler, type Middleware } from '../contract/middleware.ts';
import type { Provider } from '../contract/provider.ts';
import type { GenerateRequest } from '../contract/request.ts';
import { budget } from '../middleware/budget.ts';
import { cost } from '../middleware/cost.ts';
import { deadline } from '../middleware/deadline.ts';
import { fallback } from '../middleware/fallback.ts';
import type { ReadyTarget } from '../middleware/fallback-targets.ts';
import { recordInLedger } from '../middleware/ledger.ts';
import { rateLimit } from '../middleware/rate-limit.ts';
import { retry } from '../middleware/retry.ts';
import { toRetryOptions } from '../middleware/retry-options.ts';
import { timeout } from '../middleware/timeout.ts';
import { tokenCount } from '../middleware/token-count.ts';
import { withOwnOptions } from '../models/provider-options.ts';
import type { Settings } from '../options/settings.ts';
import type { UnreadStreams } from '../stream/unread-streams.ts';

/** Parts of the pipeline that belong to one client. */
export interface ClientLayers {
  readonly fallback?: readonly ReadyTarget[] | undefined;
  readonly middleware?: readonly Middleware[] | undefined;
  readonly cache?: CacheStore | undefined;
  /** Ledger that records every request. */
  readonly ledger?: WritableLedger | undefined;
  /** Upstream requests in progress that identical calls of the same `scope` share. */
  readonly flights?: FlightsByKey | undefined;
  /** Streams that nothing has read yet. `close()` ends them. */
  readonly streams?: UnreadStreams | undefined;
  readonly scope?: string | undefined;
  /** `true` if `maxRetries` was set on the call or the client, and so bounds all requests of one answer. */
  readonly boundRetries?: boolean | undefined;
}

/** The layers of a client around its provider. */
export interface Pipeline {
  /** Streams that nothing has read yet. `close()` ends them. */
  readonly streams?: UnreadStreams | undefined;
  /** Returns the handler of a `generate` request: the layers that the request needs, around the provider. */
  handlerFor(request: GenerateRequest): Handler;
  /**
   * Wraps another operation of the provider, such as `embed`, in the attempt layers: deadline, cache, cost, retry,
   * rate limit, budget and timeout.
   *
   * @param operation sends one request. Its events end with a `finish` that has the usage
   */
  attempts(operation: Handler, options?: AttemptOptions): Handler;
}

/** Which attempt layers an operation needs. */
export interface AttemptOptions {
  /** `true` for an operation that the provider does not bill. @default false */
  readonly free?: boolean | undefined;
  /** `true` to use the cache for requests without a `cache` option of their own. @default false */
  readonly cached?: boolean | undefined;
}

/**
 * Creates the pipeline of a client. Layers, outermost first: the client's own middleware, deadline, cache, fallback,
 * and for each provider cost, token count, retry, rate limit, budget and timeout. A layer that is off is left out.
 */
export function createPipeline(provider: Provider, settings: Settings, own: ClientLayers = {}): Pipeline {
  const { middleware = [], fallback: targets = [], boundRetries, ledger } = own;
  const cached = cacheLayer(provider, settings, own);
  const toTarget = (target: Provider): Handler => providerHandler(target, settings, own);
  const inner = compose(targets.length > 0 ? [fallback(targets, { handler: toTarget })] : [], toTarget(provider));
  const handlers = new Map<number, Handler>();
  const build = (needs: number): Handler => {
    // The deadline is outside of the cache: callers that share one request keep their own deadlines.
    const layers = [...(needs & deadlineBit ? [deadline()] : []), ...(needs & cacheBit ? [cached()] : [])];
    return compose([...middleware, ...layers], inner);
  };
  return {
    streams: own.streams,
    handlerFor(request) {
      const needs = middleware.length > 0 ? deadlineBit | cacheBit : needsOf(request, settings);
      let handler = handlers.get(needs);
      if (!handler) {
        handler = build(needs);
        handlers.set(needs, handler);
      }
      return handler;
    },
    attempts(operation, { free = false, cached: usesCache = false } = {}) {
      const outer = [deadline(), ...(usesCache ? [cached()] : []), ...(free ? [] : [cost(provider)])];
      return compose([...outer, ...attemptLayers(provider, settings, { free, boundRetries, ledger })], operation);
    },
  };
}

const deadlineBit = 1;
const cacheBit = 2;

function needsOf({ timeout, cache }: GenerateRequest, { enableCache }: Settings): number {
  const hasDeadline = timeout?.total === undefined ? 0 : deadlineBit;
  return hasDeadline | ((cache ?? enableCache) ? cacheBit : 0);
}

/** Returns the cache layer, which is created by the first request that uses it: the default store opens files. */
function cacheLayer(provider: Provider, settings: Settings, own: ClientLayers): () => Middleware {
  const { enableCache, cacheDir, cacheTtl, coordinator } = settings;
  const { fallback: targets = [], cache: store, flights, scope } = own;
  let layer: Middleware | undefined;
  return () => {
    layer ??= sharedCache({
      store: store ?? defaultStore(cacheDir),
      enabled: enableCache,
      ttl: cacheTtl,
      identity: identityOf(provider, targets),
      flights,
      scope,
      claim: coordinator?.claim?.bind(coordinator),
    });
    return layer;
  };
}

interface AttemptLayers {
  readonly free: boolean;
  readonly boundRetries: boolean | undefined;
  readonly ledger: WritableLedger | undefined;
}

function providerHandler(
  provider: Provider,
  settings: Settings,
  { boundRetries, ledger }: Pick<ClientLayers, 'boundRetries' | 'ledger'>,
): Handler {
  const layers = [
    cost(provider),
    tokenCount(provider),
    ...attemptLayers(provider, settings, { free: false, boundRetries, ledger }),
  ];
  const handler = compose(layers, (request) => provider.generate(request));
  return (request) => handler(request.providerOptions ? withOwnOptions(provider.name, request) : request);
}

/** Returns the layers around each attempt: retry, rate limit, budget and timeout. */
function attemptLayers(
  provider: Provider,
  settings: Settings,
  { free, boundRetries, ledger }: AttemptLayers,
): readonly Middleware[] {
  const { budget: amount, limits, maxDelay, enableRetries, maxRetries, coordinator } = settings;
  // A client without retries does not wait for a rate limit that another call received.
  const patient = enableRetries && maxRetries > 0;
  const account = accountFinder(provider);
  const shared = coordinator?.limiter?.(provider.name);
  return [
    retry(() => toRetryOptions(settings, account().retries, boundRetries)),
    ...(limits === false ? [] : [rateLimit(limits, { limiter: () => account().limiter, maxDelay, patient, shared })]),
    // Inside the rate limit, so that calls that wait for their turn reserve no money.
    ...(amount && !free ? [budget(amount, provider, coordinator?.ledger?.(amount))] : []),
    ...(ledger ? [recordInLedger(ledger, provider)] : []),
    timeout(),
  ];
}

/** Returns the provider identity in the cache key. Includes the fallback targets, whose answers share the entries. */
function identityOf(provider: Provider, targets: readonly ReadyTarget[]): string | undefined {
  const own = ({ identity, headersDigest }: Provider): string | undefined =>
    headersDigest === undefined ? identity : `${identity} ${headersDigest}`;
  if (targets.length === 0) return own(provider);
  const others = targets.map((target) => `${target.provider.name}:${target.model} ${own(target.provider)}`);
  return [own(provider), ...others].join('\n');
}
