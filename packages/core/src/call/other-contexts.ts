import type { Budget } from '../contract/budget.ts';
import type { Coordinator } from '../contract/coordinator.ts';
import type { BatchService, ModelProvider, Provider } from '../contract/provider.ts';
import type { LLMClientOptions } from '../options/client-options.ts';
import { providerOptionNames } from '../options/option-table.ts';
import { plainName } from '../util/names.ts';
import { type ClientContext, createClientContext } from './client-context.ts';
import type { DetachedCalls } from './detached-calls.ts';

/** Context of a client, and those of other providers that its conversations use. Each is created once. */
export interface OtherContexts {
  /**
   * Returns the context of a provider; without `provider`, the client's own.
   *
   * @throws ConfigurationError for an unknown provider
   */
  get(provider?: ModelProvider | Provider): ClientContext;
  /** Returns the options of a client that calls the same provider within another budget. */
  shared(provider: Provider, budget: Budget): LLMClientOptions;
  /** Returns the client's calls for a batch service. Their code is loaded by the first one. */
  detached(service: BatchService, budget?: Budget): Promise<DetachedCalls>;
  /** Closes the connections of the providers that were created here. */
  close(): Promise<void>;
}

/** Options that configure the client's own provider and are invalid for another one. */
const ownNames: ReadonlySet<string> = new Set<string>([...providerOptionNames, 'model', 'models', 'providerOptions']);

const connectionNames: ReadonlySet<string> = new Set<string>(providerOptionNames);

/** Returns contexts of other providers that share the remaining options of a client with the context `own`. */
export function createOtherContexts(options: LLMClientOptions, own: ClientContext): OtherContexts {
  const shared = Object.fromEntries(Object.entries(options).filter(([name]) => !ownNames.has(name)));
  let contexts: Map<ModelProvider | Provider, ClientContext> | undefined;
  return {
    get(provider = own.provider) {
      const { name } = own.provider;
      const isOwn = typeof provider === 'string' ? plainName(provider) === plainName(name) : provider === own.provider;
      if (isOwn) return own;
      contexts ??= new Map();
      const context = contexts.get(provider) ?? createClientContext({ ...shared, provider });
      contexts.set(provider, context);
      return context;
    },
    shared(provider, budget) {
      const entries = Object.entries(options).filter(([name]) => !connectionNames.has(name));
      const { coordinator } = own.settings();
      const all = { ...Object.fromEntries(entries), provider, budget };
      return coordinator ? { ...all, coordinator: withoutLedger(coordinator) } : all;
    },
    async detached(service, budget) {
      const { createDetachedCalls } = await import('./detached-calls.ts');
      const { models, middleware } = options;
      return createDetachedCalls(own, service, { models, middleware, budget });
    },
    async close() {
      // The caller closes a provider instance that it passed.
      const created = [...(contexts ?? [])].filter(([provider]) => typeof provider === 'string');
      await Promise.all(created.map(([, context]) => context.close()));
    },
  };
}

/** Removes the budget of a coordinator, because it is shared by all clients and not the budget of one batch. */
function withoutLedger(coordinator: Coordinator): Coordinator {
  const limiter = coordinator.limiter?.bind(coordinator);
  const claim = coordinator.claim?.bind(coordinator);
  return { ...(limiter && { limiter }), ...(claim && { claim }) };
}
