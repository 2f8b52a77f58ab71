import type { WritableLedger } from '../account/call-ledger.ts';
import { compose, type Middleware } from '../contract/middleware.ts';
import type { CustomModels } from '../contract/model-info.ts';
import type { Provider } from '../contract/provider.ts';
import type { GenerateRequest } from '../contract/request.ts';
import { cost } from '../middleware/cost.ts';
import { recordInLedger } from '../middleware/ledger.ts';
import { tokenCount } from '../middleware/token-count.ts';
import { withModels } from '../models/custom-models.ts';
import { withOwnOptions } from '../models/provider-options.ts';
import type { Pipeline } from './default-pipeline.ts';

/** Options of a client that apply to calls without a connection. */
export interface DetachedOptions {
  readonly models?: CustomModels | undefined;
  readonly middleware?: readonly Middleware[] | undefined;
}

/** Returns the layers around a provider without a connection: user middleware, cost, token count and ledger. */
export function detachedPipeline(
  provider: Provider,
  { middleware = [], ledger }: DetachedOptions & { readonly ledger?: WritableLedger | undefined },
): Pipeline {
  const recorded = ledger ? [recordInLedger(ledger, provider)] : [];
  const handler = compose([...middleware, cost(provider), tokenCount(provider), ...recorded], (request) =>
    provider.generate(request.providerOptions ? withOwnOptions(provider.name, request) : request),
  );
  return {
    handlerFor: () => handler,
    attempts: (operation) => compose([cost(provider), ...recorded], operation),
  };
}

/**
 * Returns a provider whose answers have the tier and the price of a batch.
 *
 * @param receive receives each request
 */
export function detachedProvider(
  base: Provider,
  { models }: DetachedOptions,
  receive: (request: GenerateRequest) => void,
): Provider {
  const { embed } = base;
  const provider: Provider = {
    ...base,
    account: undefined,
    tier: 'batch',
    generate(request) {
      receive(request);
      return base.generate(request);
    },
    ...(embed && {
      embed(request) {
        const messages = request.input.map((content) => ({ role: 'user', content }) as const);
        receive({ provider: base.name, model: request.model, operation: 'embed', messages, stream: false });
        return embed.call(base, request);
      },
    }),
  };
  return withModels(provider, models);
}
