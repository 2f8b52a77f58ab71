/** A provider that the command line brings: how to load it, and what it needs, known without loading it. */
export interface ProviderEntry {
  /** Registers it. */
  readonly load: () => Promise<unknown>;
  /** Environment variables that hold its key, in the order of look-up; empty where none is needed. */
  readonly envKeys: readonly string[];
  /** Environment variables that hold its base URL, in the order of look-up. */
  readonly envBaseURLs: readonly string[];
  /** Variables whose keys belong to one region. */
  readonly keyRegions?: Readonly<Record<string, string>>;
}

/** Every provider of the command line, in the order in which a key decides who is asked. */
export const providers: Readonly<Record<string, ProviderEntry>> = {
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
