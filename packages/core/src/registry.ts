import { ConfigurationError } from './errors.ts';
import type { ModelProvider, Provider, ProviderDefinition, ProviderOptions } from './provider.ts';
import { shared } from './shared.ts';

const definitions = (): Map<string, ProviderDefinition> => shared('registry@1', () => new Map());

const plain = (name: string): string => name.toLowerCase().replaceAll(/[-_]/g, '');

/** Makes a provider known by name. The same name again replaces it, so a proxy may take a provider's place. */
export function registerProvider(definition: ProviderDefinition): void {
  definitions().set(plain(definition.name), definition);
}

/**
 * Makes a registered provider ready to be asked.
 *
 * @throws ConfigurationError when no package registered that name; the message says which import to add
 */
export function createProvider(name: ModelProvider, options?: ProviderOptions): Provider {
  const definition = definitions().get(plain(name));
  if (definition) return definition.create(options);
  const known = listProviders().map((each) => `'${each.name}'`);
  throw new ConfigurationError(
    `No provider '${name}' is registered. ` +
      `Registered: ${known.length > 0 ? known.join(', ') : 'none'}. ` +
      `Install its package and import it at start-up: import '@rephysco/${plain(name)}';`,
  );
}

/** The registered providers, in the order in which they came. */
export function listProviders(): readonly ProviderDefinition[] {
  return [...definitions().values()];
}
