import type { ChatCompletionsOptions, ResponsesOptions } from '@rephysco/openai-compatible';
import type { XAI } from './models.ts';

/** Keys of `providerOptions` for xAI: request fields without a Rephysco option. Values are sent unchanged. */
export interface XAIOptions extends ChatCompletionsOptions, ResponsesOptions {
  readonly deferred?: boolean;
  readonly prompt_cache_key?: string;
  readonly search_parameters?: Readonly<Record<string, unknown>>;
  readonly service_tier?: string;
  readonly web_search_options?: Readonly<Record<string, unknown>>;
}

declare module '@rephysco/core' {
  interface ProviderTypes {
    xai: {
      models: (typeof XAI)[keyof typeof XAI];
      options: XAIOptions;
      spellings: 'xAI';
    };
  }
}
