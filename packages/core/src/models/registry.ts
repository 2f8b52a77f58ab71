import { ConfigurationError } from '../contract/errors.ts';
import { ModelProvider, type Provider, type ProviderDefinition, type ProviderOptions } from '../contract/provider.ts';
import { nearest, plainName } from '../util/names.ts';
import { shared } from '../util/process-state.ts';
import { checkNode } from './check-node.ts';

// Every import of core and of a provider reaches this line before it can fail in a way that is hard to read.
if (typeof process !== 'undefined') checkNode(process.versions ?? {});

const definitions = (): Map<string, ProviderDefinition> => shared('registry@1', () => new Map());

/** Makes a provider known by name. The same name again replaces it, so a proxy may take a provider's place. */
export function registerProvider(definition: ProviderDefinition): void {
  definitions().set(plainName(definition.name), definition);
}

/**
 * Makes a registered provider ready to be asked.
 *
 * @throws ConfigurationError when no package registered that name; the message says which import to add
 */
export function createProvider(name: ModelProvider, options?: ProviderOptions): Provider {
  const definition = definitions().get(plainName(name));
  if (definition) return definition.create(options);
  const known = listProviders().map((each) => each.name);
  throw new ConfigurationError(
    `No provider '${name}' is registered. ${remedy(name, known)} Registered: ${known.join(', ') || 'none'}.`,
  );
}

function remedy(name: string, known: readonly string[]): string {
  const ours: readonly string[] = Object.values(ModelProvider);
  const own = ours.find((each) => each === plainName(name));
  if (own) return `Install its package and import it at start-up: import '@rephysco/${own}';`;
  const near = nearest(name, [...known, ...ours]);
  return near ? `Did you mean '${near}'?` : 'Import the package that registers it at start-up.';
}

/** The registered providers, in the order in which they came. */
export function listProviders(): readonly ProviderDefinition[] {
  return [...definitions().values()];
}
