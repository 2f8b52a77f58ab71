import { accountOf } from './accounts.ts';
import { defaultStore } from './cache/default.ts';
import type { CacheStore } from './cache/store.ts';
import type { Settings } from './config.ts';
import { cache } from './middleware/cache.ts';
import { cost } from './middleware/cost.ts';
import { retry } from './middleware/retry.ts';
import { deadline, timeout } from './middleware/timeout.ts';
import { tokenCount } from './middleware/token-count.ts';
import { compose, type Handler, type Middleware } from './pipeline.ts';
import type { Provider } from './provider.ts';
import { toRetryOptions } from './retry-loop.ts';

/** What of a client's own stands in its pipeline. */
export interface OwnLayers {
  readonly middleware?: readonly Middleware[] | undefined;
  readonly cache?: CacheStore | undefined;
}

/** The pipeline of a client, outermost layer first: yours, deadline, cache, cost, token count, retry, timeout, provider. */
export function createHandler(provider: Provider, settings: Settings, own: OwnLayers = {}): Handler {
  const { enableCache, cacheDir, cacheTtl } = settings;
  const { middleware = [], cache: store = defaultStore(cacheDir) } = own;
  const layers = [
    ...middleware,
    // Outside of the cache: callers who share one request keep their own deadlines.
    deadline(),
    cache({ store, enabled: enableCache, ttl: cacheTtl, identity: provider.identity }),
    cost(provider),
    tokenCount(provider),
    retry(() => toRetryOptions(settings, accountOf(provider).retries)),
    timeout(),
  ];
  return compose(layers, (request) => provider.generate(request));
}
