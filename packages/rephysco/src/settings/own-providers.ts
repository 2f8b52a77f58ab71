import { ConfigurationError, listProviders, type ModelInfo, registerProvider } from '@rephysco/core';
import type { Paths } from './paths.ts';
import { loadPlugin } from './plugins.ts';
import type { ProviderSettings } from './provider-settings.ts';
import { isBuiltIn, type ProviderEntry, plainName } from './providers.ts';
import type { Layer } from './settings.ts';

/**
 * Returns the providers of the settings and of the plugins. Providers in a file of the project cannot be used before
 * `config trust`: using one throws an error that explains this.
 *
 * @throws ConfigurationError for a name of a built-in provider, or a plugin that cannot be loaded
 */
export async function readOwnProviders(
  layers: readonly Layer[],
  trusted: boolean,
  paths: Paths,
): Promise<Readonly<Record<string, ProviderEntry>>> {
  const entries: Record<string, ProviderEntry> = {};
  for (const { origin, project, providers = {}, values } of layers.toReversed()) {
    const allowed = !project || trusted;
    for (const [name, settings] of Object.entries(providers)) {
      if (settings.type === undefined) continue;
      if (isBuiltIn(name))
        throw new ConfigurationError(`${origin}: '${name}' is a provider of rephysco. Choose another name.`);
      entries[plainName(name)] = allowed ? entryOf(plainName(name), settings) : untrusted(name, origin);
    }
    if (allowed) for (const plugin of values.plugins ?? []) Object.assign(entries, await entriesOf(plugin, paths));
  }
  return entries;
}

/** The models are unknown, so every kind of input is passed to the service. */
const allMedia: ModelInfo['input'] = ['text', 'image', 'audio', 'video', 'file'];

function entryOf(name: string, { baseURL = '', models = [], keyVariable }: ProviderSettings): ProviderEntry {
  const env = keyVariable === undefined ? {} : { apiKey: [keyVariable] };
  const table = Object.fromEntries(models.map((id) => [id, { id, input: allMedia }]));
  return {
    envKeys: keyVariable === undefined ? [] : [keyVariable],
    envBaseURLs: [],
    async load() {
      const { openaiCompatible } = await import('@rephysco/openai-compatible');
      registerProvider(openaiCompatible({ name, baseURL, env, models: table, defaultModel: models[0] ?? '' }));
    },
  };
}

const untrusted = (name: string, origin: string): ProviderEntry => ({
  envKeys: [],
  envBaseURLs: [],
  load: async () => {
    throw new ConfigurationError(
      `${origin} adds the provider '${name}'. Read the file first; then run: rephysco config trust.`,
    );
  },
});

/** Loads a plugin and returns the providers that it registered. */
async function entriesOf(plugin: string, paths: Paths): Promise<Readonly<Record<string, ProviderEntry>>> {
  await loadPlugin(plugin, paths);
  const added = listProviders().filter(({ name }) => !isBuiltIn(name));
  return Object.fromEntries(
    added.map(({ name, envKeys = [], envBaseURLs = [] }) => [
      plainName(name),
      { envKeys, envBaseURLs, load: async () => undefined },
    ]),
  );
}
