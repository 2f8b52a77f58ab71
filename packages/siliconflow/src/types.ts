import type { ChatCompletionsOptions, EmbeddingsOptions } from '@rephysco/openai-compatible';
import type { SiliconFlow } from './models.ts';

/** Keys of `providerOptions` for SiliconFlow: request fields without a Rephysco option. Values are sent unchanged. */
export interface SiliconFlowOptions extends ChatCompletionsOptions, EmbeddingsOptions {
  readonly enable_thinking?: boolean;
  readonly min_p?: number;
  readonly repetition_penalty?: number;
  readonly thinking_budget?: number;
  readonly top_k?: number;
}

declare module '@rephysco/core' {
  interface ProviderTypes {
    siliconflow: {
      models: (typeof SiliconFlow)[keyof typeof SiliconFlow];
      options: SiliconFlowOptions;
      regions: 'intl' | 'cn';
      spellings: 'silicon_flow' | 'silicon-flow' | 'SiliconFlow';
    };
  }
}
