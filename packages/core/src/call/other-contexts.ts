import type { ModelProvider, Provider } from '../contract/provider.ts';
import type { LLMClientOptions } from '../options/client-options.ts';
import { providerOptionNames } from '../options/option-table.ts';
import { type ClientContext, createClientContext } from './client-context.ts';

/** Contexts of the other providers that a conversation of one client uses. Each is created once. */
export interface OtherContexts {
  /** @throws ConfigurationError for an unknown provider */
  get(provider: ModelProvider | Provider): ClientContext;
  /** Closes the connections of the providers that were created here. */
  close(): Promise<void>;
}

/** Options that configure the client's own provider and are invalid for another one. */
const ownNames: ReadonlySet<string> = new Set<string>([...providerOptionNames, 'model', 'providerOptions']);

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
    async close() {
      // The caller closes a provider instance that it passed.
      const created = [...contexts].filter(([provider]) => typeof provider === 'string');
      await Promise.all(created.map(([, context]) => context.close()));
    },
  };
}
