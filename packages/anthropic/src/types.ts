import type { Anthropic as Names } from './models.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Keys of `providerOptions` for Anthropic. `anthropic-version`, `anthropic-beta` and `betas` are sent as headers, all others
 * as fields of the request.
 */
export interface AnthropicOptions {
  /** Version of the API. @default '2023-06-01' */
  readonly 'anthropic-version'?: string;
  /** Names of beta features, separated by commas. */
  readonly 'anthropic-beta'?: string | readonly string[];
  /** Names of beta features. */
  readonly betas?: readonly string[];
  readonly cache_control?: Fields;
  readonly container?: string | Fields;
  readonly context_management?: Fields;
  readonly inference_geo?: string;
  readonly mcp_servers?: readonly Fields[];
  readonly metadata?: Fields;
  /** Merged with the `output_config` that Rephysco builds. */
  readonly output_config?: Fields;
  readonly service_tier?: 'auto' | 'standard_only';
  readonly speed?: string;
  readonly system?: string | readonly Fields[];
  readonly thinking?: Fields;
  readonly tool_choice?: Fields;
  /** Sent after the tools of the call, for example tools that the service runs. */
  readonly tools?: readonly Fields[];
  readonly top_k?: number;
}

declare module '@rephysco/core' {
  interface ProviderTypes {
    anthropic: {
      models: (typeof Names)[keyof typeof Names];
      options: AnthropicOptions;
      spellings: 'Anthropic';
    };
  }
}
