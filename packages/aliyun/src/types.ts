import type { ChatCompletionsOptions, EmbeddingsOptions } from '@rephysco/openai-compatible';
import type { Aliyun } from './models.ts';

/** Keys of `providerOptions` for Aliyun: request fields without a Rephysco option. Values are sent unchanged. */
export interface AliyunOptions extends ChatCompletionsOptions, EmbeddingsOptions {
  readonly enable_code_interpreter?: boolean;
  readonly enable_search?: boolean;
  readonly enable_thinking?: boolean;
  readonly preserve_thinking?: boolean;
  readonly repetition_penalty?: number;
  readonly search_options?: Readonly<Record<string, unknown>>;
  readonly thinking_budget?: number;
  readonly tool_stream?: boolean;
  readonly top_k?: number;
  readonly translation_options?: Readonly<Record<string, unknown>>;
  readonly vl_high_resolution_images?: boolean;
}

declare module '@rephysco/core' {
  interface ProviderTypes {
    aliyun: {
      models: (typeof Aliyun)[keyof typeof Aliyun];
      options: AliyunOptions;
      regions: 'cn' | 'intl' | 'us' | 'hk';
      spellings: 'Aliyun';
    };
  }
}
