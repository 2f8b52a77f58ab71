import type { Budget } from '../contract/budget.ts';
import type { ModelProvider, Provider } from '../contract/provider.ts';
import type { LLMClientOptions } from '../options/client-options.ts';
import { providerOptionNames } from '../options/option-table.ts';
import { type ClientContext, createClientContext } from './client-context.ts';

/** Contexts of the other providers that a conversation of one client uses. Each is created once. */
export interface OtherContexts {
  /** @throws ConfigurationError for an unknown provider */
  get(provider: ModelProvider | Provider): ClientContext;
  /** Returns the options of a client that calls the same provider within another budget. */
  shared(provider: Provider, budget: Budget): LLMClientOptions;
  /** Closes the connections of the providers that were created here. */
  close(): Promise<void>;
}

/** Options that configure the client's own provider and are invalid for another one. */
const ownNames: ReadonlySet<string> = new Set<string>([...providerOptionNames, 'model', 'models', 'providerOptions']);

const connectionNames: ReadonlySet<string> = new Set<string>(providerOptionNames);

/** Returns contexts of other providers that share the remaining options of a client. */
export function createOtherContexts(options: LLMClientOptions): OtherContexts {
  const shared = Object.fromEntries(Object.entries(options).filter(([name]) => !ownNames.has(name)));
  const contexts = new Map<ModelProvider | Provider, ClientContext>();
  return {
    get(provider) {
      const context = contexts.get(provider) ?? createClientContext({ ...shared, provider });
      contexts.set(provider, context);
      return context;
    },
    shared(provider, budget) {
      const entries = Object.entries(options).filter(([name]) => !connectionNames.has(name));
      return { ...Object.fromEntries(entries), provider, budget };
    },
    async close() {
      // The caller closes a provider instance that it passed.
      const created = [...contexts].filter(([provider]) => typeof provider === 'string');
      await Promise.all(created.map(([, context]) => context.close()));
    },
  };
}
