import type { Settings } from './config.ts';
import { cost } from './middleware/cost.ts';
import { retry } from './middleware/retry.ts';
import { deadline, timeout } from './middleware/timeout.ts';
import { tokenCount } from './middleware/token-count.ts';
import { compose, type Handler, type Middleware } from './pipeline.ts';
import type { Provider } from './provider.ts';
import { toRetryOptions } from './retry-loop.ts';

/** The pipeline of a client, outermost layer first: yours, deadline, cost, token count, retry, timeout, provider. */
export function createHandler(provider: Provider, settings: Settings, own: readonly Middleware[] = []): Handler {
  const layers = [...own, deadline(), cost(provider), tokenCount(), retry(toRetryOptions(settings)), timeout()];
  return compose(layers, (request) => provider.generate(request));
}
