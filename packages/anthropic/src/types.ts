import type { MessageCreateParamsNonStreaming } from '@anthropic-ai/sdk/resources/messages';
import type { Anthropic } from './models.ts';

/**
 * Keys of `providerOptions` for Anthropic. `anthropic-version`, `anthropic-beta` and `betas` are sent as headers, all
 * others as body fields. `output_config` is merged with the one that Rephysco builds, and `tools` are appended to the
 * tools of the call.
 */
export interface AnthropicOptions
  extends Readonly<Partial<Omit<MessageCreateParamsNonStreaming, 'model' | 'messages' | 'stream'>>> {
  /** Version of the API. @default '2023-06-01' */
  readonly 'anthropic-version'?: string;
  /** Names of beta features, separated by commas. */
  readonly 'anthropic-beta'?: string | readonly string[];
  /** Names of beta features. */
  readonly betas?: readonly string[];
  readonly context_management?: Readonly<Record<string, unknown>>;
  readonly mcp_servers?: readonly Readonly<Record<string, unknown>>[];
}

declare module '@rephysco/core' {
  interface ProviderTypes {
    anthropic: {
      models: (typeof Anthropic)[keyof typeof Anthropic];
      options: AnthropicOptions;
      spellings: 'Anthropic';
    };
  }
}
