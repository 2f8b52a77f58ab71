import type { ProviderSettings } from './provider-settings.ts';

/** Settings of a well-known service with Chat Completions. */
export interface Recipe extends ProviderSettings {
  /** Settings that the user must add. */
  readonly needs?: readonly ('baseURL' | 'models')[];
}

/**
 * Services of `providers add NAME`. The base URLs are from the documentation of each service, read on 2026-11-30. A
 * service whose models depend on the installation or change often needs `--model`.
 */
export const recipes: Readonly<Record<string, Recipe>> = {
  ollama: { baseURL: 'http://localhost:11434/v1', needs: ['models'] },
  vllm: { baseURL: 'http://localhost:8000/v1', needs: ['models'] },
  lmstudio: { baseURL: 'http://localhost:1234/v1', needs: ['models'] },
  openrouter: {
    baseURL: 'https://openrouter.ai/api/v1',
    keyVariable: 'OPENROUTER_API_KEY',
    models: ['openrouter/auto'],
  },
  deepseek: { baseURL: 'https://api.deepseek.com', keyVariable: 'DEEPSEEK_API_KEY', needs: ['models'] },
  mistral: { baseURL: 'https://api.mistral.ai/v1', keyVariable: 'MISTRAL_API_KEY', needs: ['models'] },
  groq: { baseURL: 'https://api.groq.com/openai/v1', keyVariable: 'GROQ_API_KEY', needs: ['models'] },
  azure: { keyVariable: 'AZURE_OPENAI_API_KEY', needs: ['baseURL', 'models'] },
};
