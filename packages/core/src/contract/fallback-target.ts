import type { ProviderError } from './errors.ts';
import type { ModelProvider, Provider } from './provider.ts';

/**
 * Who is asked when another fails: `'provider:model'`, `'provider'`, a provider made with `create`, or anything that has
 * a provider and perhaps a model, such as another client (of which these two are used, and nothing else).
 */
export type Target = (string & {}) | Provider | TargetOptions;

/** Who is asked when another fails, and after which failures. */
export interface TargetOptions {
  readonly provider: ModelProvider | Provider;
  /** Default: the provider's. */
  readonly model?: string | undefined;
  /** Whether this target is asked after that failure. Default: after all but those of the request itself. */
  readonly when?: ((error: ProviderError) => boolean) | undefined;
}
