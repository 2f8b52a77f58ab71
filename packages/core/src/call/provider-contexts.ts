import type { ModelProvider, Provider } from '../contract/provider.ts';
import type { LLMClientOptions } from '../options/options.ts';
import { type ClientSetup, setUp } from './client-context.ts';

/** Other providers that a client asks now and then, each made once. */
export interface Others {
  /** @throws ConfigurationError for an unknown provider */
  get(provider: ModelProvider | Provider): ClientSetup;
  close(): Promise<void>;
}

/** What belongs to a client's own provider, and does not hold for another. */
const ownNames: ReadonlySet<string> = new Set<keyof LLMClientOptions>([
  'apiKey',
  'baseURL',
  'headers',
  'account',
  'fetch',
  'region',
  'api',
  'model',
  'providerOptions',
]);

/** Makes other providers with what of a client's options holds for every provider. */
export function createOthers(options: LLMClientOptions): Others {
  const shared = Object.fromEntries(Object.entries(options).filter(([name]) => !ownNames.has(name)));
  const setups = new Map<ModelProvider | Provider, ClientSetup>();
  return {
    get(provider) {
      const setup = setups.get(provider) ?? setUp({ ...shared, provider });
      setups.set(provider, setup);
      return setup;
    },
    async close() {
      // One that was given as it is belongs to whoever made it.
      const made = [...setups].filter(([provider]) => typeof provider === 'string');
      await Promise.all(made.map(([, setup]) => setup.close()));
    },
  };
}
