import { ConfigurationError, type ProviderError } from '../contract/errors.ts';
import type { Target, TargetOptions } from '../contract/fallback-target.ts';
import type { Provider } from '../contract/provider.ts';
import { createProvider } from '../models/registry.ts';
import { formatValue } from '../util/format-value.ts';
import { plainName } from '../util/names.ts';

/** Fallback target whose provider is created. */
export interface ReadyTarget {
  readonly provider: Provider;
  readonly model: string;
  when(error: ProviderError): boolean;
}

/** Resolver of fallback targets. */
export interface Targets {
  /** Returns the providers that the resolver created, one per name. The owner closes them. */
  made(): readonly Provider[];
  /**
   * Resolves the providers of targets.
   *
   * @throws ConfigurationError for an unknown provider or an invalid target
   */
  ready(targets: readonly Target[]): readonly ReadyTarget[];
}

/** Creates a resolver without providers. */
export function createTargets(): Targets {
  let made: Map<string, Provider> | undefined;
  const providerOf = (name: string): Provider => {
    made ??= new Map();
    const provider = made.get(plainName(name)) ?? createProvider(name);
    made.set(plainName(name), provider);
    return provider;
  };
  return {
    made: () => [...(made?.values() ?? [])],
    ready: (targets) => readyTargets(targets, providerOf),
  };
}

/**
 * Resolves targets: creates the providers that are given by name.
 *
 * @throws ConfigurationError for an unknown provider or an invalid target
 */
export function readyTargets(
  targets: readonly Target[],
  providerOf: (name: string) => Provider = createProvider,
): readonly ReadyTarget[] {
  if (Array.isArray(targets)) return targets.map((target) => ready(target, providerOf));
  throw new ConfigurationError(`Option 'fallback' must be a list of targets, not ${formatValue(targets)}.`);
}

function ready(target: Target, providerOf: (name: string) => Provider): ReadyTarget {
  if (typeof target === 'string') return ready(named(target), providerOf);
  if (isProvider(target)) return ready({ provider: target }, providerOf);
  const { provider: asked, model, when = canHelp } = (target ?? {}) as TargetOptions;
  const provider = typeof asked === 'string' ? providerOf(asked) : asked;
  if (isProvider(provider)) return { provider, when, model: model ?? provider.defaultModel };
  throw new ConfigurationError(
    `A target of 'fallback' must be 'provider:model', a provider, or { provider, model }, not ${formatValue(target)}.`,
  );
}

/** Parses `provider:model`. Only the first colon separates, because names of models may contain colons. */
function named(target: string): TargetOptions {
  const colon = target.indexOf(':');
  return colon < 0 ? { provider: target } : { provider: target.slice(0, colon), model: target.slice(colon + 1) };
}

function isProvider(value: unknown): value is Provider {
  const { generate, model } = (value ?? {}) as Partial<Record<keyof Provider, unknown>>;
  return typeof generate === 'function' && typeof model === 'function';
}

const ofTheRequest: ReadonlySet<string> = new Set<ProviderError['kind']>([
  'invalid_request',
  'content_filter',
  'invalid_answer',
]);

/** Returns `true` if another provider may succeed, that is unless the request itself is invalid. */
function canHelp({ kind }: ProviderError): boolean {
  return !ofTheRequest.has(kind);
}
