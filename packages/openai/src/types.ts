import type { ChatCompletionsOptions, EmbeddingsOptions, ResponsesOptions } from '@rephysco/openai-compatible';
import type { OpenAI } from './models.ts';

/** Keys of `providerOptions` for OpenAI: request fields without a Rephysco option. Values are sent unchanged. */
export interface OpenAIOptions extends ChatCompletionsOptions, ResponsesOptions, EmbeddingsOptions {
  readonly prediction?: Readonly<Record<string, unknown>>;
  readonly prompt_cache_key?: string;
  readonly prompt_cache_retention?: string;
  readonly safety_identifier?: string;
  readonly service_tier?: string;
  readonly verbosity?: 'low' | 'medium' | 'high';
  readonly web_search_options?: Readonly<Record<string, unknown>>;
}

declare module '@rephysco/core' {
  interface ProviderTypes {
    openai: {
      models: (typeof OpenAI)[keyof typeof OpenAI];
      options: OpenAIOptions;
      regions: 'global' | 'eu';
      spellings: 'OpenAI';
    };
  }
}
