import { ConfigurationError, type ProviderError } from '../contract/errors.ts';
import type { Target, TargetOptions } from '../contract/fallback-target.ts';
import type { Provider } from '../contract/provider.ts';
import { createProvider } from '../models/registry.ts';
import { formatValue } from '../util/format-value.ts';
import { plainName } from '../util/names.ts';

/** A target that can be asked. */
export interface ReadyTarget {
  readonly provider: Provider;
  readonly model: string;
  when(error: ProviderError): boolean;
}

/** Makes targets ready to be asked. */
export interface Targets {
  /** The providers that were made here, and so are to be closed here: one for each name. */
  readonly made: readonly Provider[];
  /**
   * Looks up the providers that are named.
   *
   * @throws ConfigurationError for an unknown provider, or what is no target
   */
  ready(targets: readonly Target[]): readonly ReadyTarget[];
}

/** Knows none yet. */
export function createTargets(): Targets {
  const made = new Map<string, Provider>();
  const providerOf = (name: string): Provider => {
    const provider = made.get(plainName(name)) ?? createProvider(name);
    made.set(plainName(name), provider);
    return provider;
  };
  return {
    get made() {
      return [...made.values()];
    },
    ready: (targets) => readyTargets(targets, providerOf),
  };
}

/**
 * Makes targets ready: providers that are named are looked up.
 *
 * @throws ConfigurationError for an unknown provider, or what is no target
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

/** A model's name may have colons of its own. */
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

/** Whether another provider may succeed: not if the request itself is invalid. */
function canHelp({ kind }: ProviderError): boolean {
  return !ofTheRequest.has(kind);
}
