import { ConfigurationError } from '../contract/errors.ts';
import { ModelProvider, type Provider, type ProviderDefinition, type ProviderOptions } from '../contract/provider.ts';
import { nearest, plainName } from '../util/names.ts';
import { shared } from '../util/process-state.ts';
import { checkNode } from './check-node.ts';

// Every import of core or of a provider checks the version here, before it can fail with an unclear error.
if (typeof process !== 'undefined') checkNode(process.versions ?? {});

const definitions = (): Map<string, ProviderDefinition> => shared('registry@1', () => new Map());

/**
 * Registers a provider under its name. Replaces an earlier provider with the same name.
 *
 * @example
 * registerProvider({ name: 'acme', models: {}, create: (options) => createAcme(options) });
 */
export function registerProvider(definition: ProviderDefinition): void {
  definitions().set(plainName(definition.name), definition);
}

/**
 * Creates a registered provider.
 *
 * @throws ConfigurationError if no package registered the name. The message contains the missing import
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
  if (own) return `Install its package and import it at startup: import '@rephysco/${own}';`;
  const near = nearest(name, [...known, ...ours]);
  return near ? `Did you mean '${near}'?` : 'Import the package that registers it at startup.';
}

/** Returns the registered providers in the order of registration. */
export function listProviders(): readonly ProviderDefinition[] {
  return [...definitions().values()];
}
