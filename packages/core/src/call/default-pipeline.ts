import { accountFinder } from '../account/accounts.ts';
import { type Flights, sharedCache } from '../cache/cache.ts';
import { defaultStore } from '../cache/stores/default-store.ts';
import type { CacheStore } from '../contract/cache-store.ts';
import { compose, type Handler, type Middleware } from '../contract/middleware.ts';
import type { Provider } from '../contract/provider.ts';
import { budget } from '../middleware/budget.ts';
import { cost } from '../middleware/cost.ts';
import { deadline } from '../middleware/deadline.ts';
import { fallback } from '../middleware/fallback.ts';
import type { ReadyTarget } from '../middleware/fallback-targets.ts';
import { limit } from '../middleware/rate-limit.ts';
import { retry } from '../middleware/retry.ts';
import { toRetryOptions } from '../middleware/retry-loop.ts';
import { timeout } from '../middleware/timeout.ts';
import { tokenCount } from '../middleware/token-count.ts';
import type { Settings } from '../options/config.ts';

/** What of a client's own stands in its pipeline. */
export interface OwnLayers {
  readonly fallback?: readonly ReadyTarget[] | undefined;
  readonly middleware?: readonly Middleware[] | undefined;
  readonly cache?: CacheStore | undefined;
  /** Requests under way that calls may share, where they are of one scope. */
  readonly flights?: Flights | undefined;
  readonly scope?: string | undefined;
}

/** The pipeline of a client, outermost layer first: yours, deadline, cache, fallback, and for each who is asked its own. */
export function createHandler(provider: Provider, settings: Settings, own: OwnLayers = {}): Handler {
  const { enableCache, cacheDir, cacheTtl } = settings;
  const { middleware = [], fallback: targets = [], cache: store = defaultStore(cacheDir), flights, scope } = own;
  const handler = (asked: Provider): Handler => createProviderHandler(asked, settings);
  const layers = [
    ...middleware,
    // Outside of the cache: callers who share one request keep their own deadlines.
    deadline(),
    sharedCache({
      store,
      enabled: enableCache,
      ttl: cacheTtl,
      identity: identityOf(provider, targets),
      flights,
      scope,
    }),
    fallback(targets, { handler }),
  ];
  return compose(layers, handler(provider));
}

/** The layers around one provider: cost, token count, retry, limit, budget, timeout. */
function createProviderHandler(provider: Provider, settings: Settings): Handler {
  const { budget: amount, limits, maxDelay, enableRetries, maxRetries } = settings;
  // Whoever does not wait to try again does not wait for what another was told either.
  const patient = enableRetries && maxRetries > 0;
  const account = accountFinder(provider);
  const layers = [
    cost(provider),
    tokenCount(provider),
    retry(() => toRetryOptions(settings, account().retries)),
    ...(limits === false ? [] : [limit(limits, { gate: () => account().gate, maxDelay, patient })]),
    // Inside of the limit, so that calls that wait for their turn keep no money from others.
    ...(amount ? [budget(amount, provider)] : []),
    timeout(),
  ];
  return compose(layers, (request) => provider.generate(request));
}

/** What tells whose answers are kept: where others may have answered, they are not those of the provider alone. */
function identityOf(provider: Provider, targets: readonly ReadyTarget[]): string | undefined {
  const own = ({ identity, headersDigest }: Provider): string | undefined =>
    headersDigest === undefined ? identity : `${identity} ${headersDigest}`;
  if (targets.length === 0) return own(provider);
  const others = targets.map((target) => `${target.provider.name}:${target.model} ${own(target.provider)}`);
  return [own(provider), ...others].join('\n');
}
