/** Provider of the command line, with the data that is known without loading it. */
export interface ProviderEntry {
  /** Loads the provider, which registers it. */
  readonly load: () => Promise<unknown>;
  /** Environment variables for its key, in order of precedence. Empty if it needs no key. */
  readonly envKeys: readonly string[];
  /** Environment variables for its base URL, in order of precedence. */
  readonly envBaseURLs: readonly string[];
  /** Regions of key variables whose keys belong to one region. */
  readonly keyRegions?: Readonly<Record<string, string>>;
}

/** Built-in providers. Without a provider name, the first one with a key is used. */
const builtIn: Readonly<Record<string, ProviderEntry>> = {
  openai: {
    load: () => import('@rephysco/openai'),
    envKeys: ['OPENAI_API_KEY'],
    envBaseURLs: ['OPENAI_BASE_URL'],
  },
  gemini: {
    load: () => import('@rephysco/gemini'),
    envKeys: ['GOOGLE_API_KEY', 'GEMINI_API_KEY', 'GOOGLE_GENERATIVE_AI_API_KEY'],
    envBaseURLs: ['GEMINI_BASE_URL', 'GOOGLE_GEMINI_BASE_URL'],
  },
  aliyun: {
    load: () => import('@rephysco/aliyun'),
    envKeys: ['DASHSCOPE_API_KEY', 'ALIBABA_API_KEY'],
    envBaseURLs: ['DASHSCOPE_BASE_URL', 'DASHSCOPE_API_BASE'],
  },
  xai: {
    load: () => import('@rephysco/xai'),
    envKeys: ['XAI_API_KEY', 'GROK_API_KEY'],
    envBaseURLs: ['XAI_BASE_URL', 'XAI_API_BASE'],
  },
  siliconflow: {
    load: () => import('@rephysco/siliconflow'),
    envKeys: ['SILICON_FLOW_API_KEY', 'SILICONFLOW_API_KEY', 'SILICONFLOW_CN_API_KEY'],
    envBaseURLs: ['SILICON_FLOW_BASE_URL', 'SILICONFLOW_BASE_URL'],
    keyRegions: { SILICONFLOW_CN_API_KEY: 'cn' },
  },
  anthropic: {
    load: () => import('@rephysco/anthropic'),
    envKeys: ['ANTHROPIC_API_KEY'],
    envBaseURLs: ['ANTHROPIC_BASE_URL'],
  },
  sim: { load: () => import('@rephysco/simulator/register'), envKeys: [], envBaseURLs: [] },
};

const all: Record<string, ProviderEntry> = { ...builtIn };

/** All providers by name: the built-in ones, then those of settings and plugins. */
export const providers: Readonly<Record<string, ProviderEntry>> = all;

/** Replaces the providers of settings and plugins. Each command calls it once, after reading the settings. */
export function setOwnProviders(entries: Readonly<Record<string, ProviderEntry>>): void {
  for (const name of Object.keys(all)) if (!Object.hasOwn(builtIn, name)) delete all[name];
  Object.assign(all, entries);
}

/** Returns a normalized name: lower case, without `-` and `_`. */
export const plainName = (name: string): string => name.toLowerCase().replaceAll(/[-_]/g, '');

/** Returns `true` if a provider with this name is built in. */
export const isBuiltIn = (name: string): boolean => Object.hasOwn(builtIn, plainName(name));
