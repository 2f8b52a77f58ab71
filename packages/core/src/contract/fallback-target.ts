import type { ProviderError } from './errors.ts';
import type { ModelProvider, Provider } from './provider.ts';

/**
 * Provider that answers after another one failed: `'provider:model'`, `'provider'`, a provider made with `create`, or
 * an object with `provider` and optionally `model`. Another client also works; only its `provider` and `model` are
 * used.
 */
export type Target = (string & {}) | Provider | TargetOptions;

/** Fallback provider, and the failures after which the client uses it. */
export interface TargetOptions {
  readonly provider: ModelProvider | Provider;
  /** Id of the model. @default the default model of the provider */
  readonly model?: string | undefined;
  /**
   * Returns `true` if the client should use this target after that error. @default every error except an invalid
   * request
   */
  readonly when?: ((error: ProviderError) => boolean) | undefined;
}
