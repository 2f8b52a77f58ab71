import { ConfigurationError } from '@rephysco/core';
import { plainName, providers } from './providers.ts';

/**
 * Returns the provider with a name.
 *
 * @throws ConfigurationError that lists the known names
 */
export function providerNamed(name: string): string {
  if (Object.hasOwn(providers, plainName(name))) return plainName(name);
  throw new ConfigurationError(`Unknown provider '${name}'. Providers are: ${Object.keys(providers).join(', ')}.`);
}

/** Selected provider and model. Without a model, the provider's default is used. */
export interface Choice {
  readonly provider: string;
  readonly model?: string | undefined;
}

/** Splits a model name such as `openai:gpt-5.4-mini` into provider and model. Other colons belong to the model. */
export function splitModel(model: string): {
  readonly provider?: string | undefined;
  readonly model?: string | undefined;
} {
  const colon = model.indexOf(':');
  const prefix = plainName(model.slice(0, Math.max(colon, 0)));
  if (colon < 1 || !Object.hasOwn(providers, prefix)) return { model };
  return { provider: prefix, model: model.slice(colon + 1) || undefined };
}

/**
 * Selects a provider from its name and a model, which may be `provider:model`. Otherwise selects the first provider
 * with a key.
 *
 * @throws ConfigurationError for an unknown provider, or if no provider is set
 */
export function choose(
  { provider, model }: { readonly provider?: string | undefined; readonly model?: string | undefined },
  hasKey: (provider: string) => boolean,
): Choice {
  const asked = provider === undefined ? undefined : providerNamed(provider);
  const split = model === undefined ? {} : splitModel(model);
  if (split.provider !== undefined && (asked === undefined || asked === split.provider)) {
    return { provider: split.provider, model: split.model };
  }
  const chosen = asked ?? Object.keys(providers).find(hasKey);
  if (chosen !== undefined) return { provider: chosen, model };
  throw new ConfigurationError(
    'No provider was named and no API key is set. Name one with --provider; `-p sim` needs no key.',
  );
}
