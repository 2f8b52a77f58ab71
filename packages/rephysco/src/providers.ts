import { ConfigurationError } from '@rephysco/core';

/** A provider that the command line brings: how to load it, and what it needs, known without loading it. */
export interface ProviderEntry {
  /** Registers it. */
  readonly load: () => Promise<unknown>;
  /** Environment variables that hold its key; empty where none is needed. */
  readonly envKeys: readonly string[];
}

/** Every provider of the command line, in the order in which a key decides who is asked. */
export const providers: Readonly<Record<string, ProviderEntry>> = {
  openai: { load: () => import('@rephysco/openai'), envKeys: ['OPENAI_API_KEY'] },
  gemini: {
    load: () => import('@rephysco/gemini'),
    envKeys: ['GOOGLE_API_KEY', 'GEMINI_API_KEY', 'GOOGLE_GENERATIVE_AI_API_KEY'],
  },
  aliyun: { load: () => import('@rephysco/aliyun'), envKeys: ['DASHSCOPE_API_KEY', 'ALIBABA_API_KEY'] },
  xai: { load: () => import('@rephysco/xai'), envKeys: ['XAI_API_KEY', 'GROK_API_KEY'] },
  siliconflow: {
    load: () => import('@rephysco/siliconflow'),
    envKeys: ['SILICON_FLOW_API_KEY', 'SILICONFLOW_API_KEY', 'SILICONFLOW_CN_API_KEY'],
  },
  sim: { load: () => import('@rephysco/simulator/register'), envKeys: [] },
};

/** Whom to ask. */
export interface Choice {
  readonly provider: string;
  readonly model?: string | undefined;
}

const plain = (name: string): string => name.toLowerCase().replaceAll(/[-_]/g, '');

/**
 * Whom to ask, from `--provider` and `--model`, which may be `provider:model`; else the first provider with a key.
 *
 * @throws ConfigurationError for an unknown provider, or when nothing says whom to ask
 */
export function choose(
  { provider, model }: { readonly provider?: string | undefined; readonly model?: string | undefined },
  env: Readonly<Record<string, string | undefined>>,
): Choice {
  const colon = model?.indexOf(':') ?? -1;
  const prefix = colon > 0 ? plain(model?.slice(0, colon) ?? '') : undefined;
  if (prefix !== undefined && Object.hasOwn(providers, prefix) && (!provider || plain(provider) === prefix)) {
    return { provider: prefix, model: model?.slice(colon + 1) || undefined };
  }
  if (provider !== undefined) {
    if (Object.hasOwn(providers, plain(provider))) return { provider: plain(provider), model };
    throw new ConfigurationError(
      `Unknown provider '${provider}'. Providers are: ${Object.keys(providers).join(', ')}.`,
    );
  }
  const keyed = Object.entries(providers).find(([, { envKeys }]) => envKeys.some((name) => env[name]?.trim()));
  if (keyed) return { provider: keyed[0], model };
  throw new ConfigurationError(
    'No provider was named and no API key is set. Name one with --provider; `-p sim` needs no key.',
  );
}
