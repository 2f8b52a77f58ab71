import { ConfigurationError } from '@rephysco/core';
import { plainName, providers } from './providers.ts';

/**
 * The provider that a name means.
 *
 * @throws ConfigurationError that lists the names there are
 */
export function providerNamed(name: string): string {
  if (Object.hasOwn(providers, plainName(name))) return plainName(name);
  throw new ConfigurationError(`Unknown provider '${name}'. Providers are: ${Object.keys(providers).join(', ')}.`);
}

/** Whom to ask, and which model; `undefined` is the provider's default. */
export interface Choice {
  readonly provider: string;
  readonly model?: string | undefined;
}

/** A model that stands alone or after its provider, as in `openai:gpt-5.4-mini`. Other colons belong to the model. */
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
 * Whom to ask, from a provider's name and a model, which may be `provider:model`; else the first provider with a key.
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
