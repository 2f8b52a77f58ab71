import { ConfigurationError } from '../contract/errors.ts';
import type { LLMClientOptions, QualifiedClientOptions } from '../options/client-options.ts';
import { isRecord } from '../options/rules.ts';

/**
 * Returns the options of a client with `provider` set. Takes the provider from the model name if the option is missing:
 * `provider:model`.
 *
 * @throws ConfigurationError if neither names a provider
 */
export function withProvider(options: LLMClientOptions<never> | QualifiedClientOptions): LLMClientOptions {
  // The option check reports anything that is not an object.
  if (!isRecord(options)) return options as unknown as LLMClientOptions;
  const { provider, model } = options as Partial<LLMClientOptions>;
  if (provider !== undefined) return options as unknown as LLMClientOptions;
  const colon = typeof model === 'string' ? model.indexOf(':') : -1;
  if (model === undefined || colon < 1) {
    throw new ConfigurationError(
      "Option 'provider' is missing. Pass the name of a registered provider, a provider made with create(), or a " +
        "model with its provider: 'provider:model'.",
    );
  }
  return { ...(options as object), provider: model.slice(0, colon), model: model.slice(colon + 1) };
}
