import { ledgerOf } from '../account/budget-ledger.ts';
import { createCallLedger, type WritableLedger } from '../account/call-ledger.ts';
import type { FlightsByKey } from '../cache/cache.ts';
import type { Ledger } from '../contract/coordinator.ts';
import { ConfigurationError } from '../contract/errors.ts';
import type { Provider, ProviderOptions } from '../contract/provider.ts';
import { createTargets } from '../middleware/fallback-targets.ts';
import { withModels } from '../models/custom-models.ts';
import { createProvider } from '../models/registry.ts';
import { checkOptions } from '../options/check-options.ts';
import type { LLMClientOptions } from '../options/client-options.ts';
import { Config } from '../options/config.ts';
import { optionNames, providerOptionNames, retryOptionNames } from '../options/option-table.ts';
import type { CallOptions } from '../options/options.ts';
import type { Settings } from '../options/settings.ts';
import { toLimits } from '../options/timeout.ts';
import { closeUnread, type UnreadStreams } from '../stream/unread-streams.ts';
import { type ClientLayers, createPipeline, type Pipeline } from './default-pipeline.ts';

/** Everything that a client needs to make calls: its provider, the defaults of its calls, and its pipeline. */
export interface ClientContext {
  readonly provider: Provider;
  /** Default options of calls. */
  readonly defaults: CallOptions;
  /** Record of every request of this client. */
  readonly callLedger: WritableLedger;
  /** Returns the ledger of the current `budget`, if there is one. */
  budgetLedger(): Ledger | undefined;
  /** Returns the options of the client over the current settings of `Config`. */
  settings(): Settings;
  /**
   * Returns the pipeline for a call.
   *
   * @param call options that override the client's: retries and `fallback`
   * @throws ConfigurationError for an invalid `fallback`
   */
  pipeline(call?: CallOptions): Pipeline;
  /** Closes the connections of the provider, and of the fallback providers that this client created. */
  close(): Promise<void>;
}

const settingNames = optionNames.Config.filter(
  (name) => optionNames.client.includes(name) && name !== 'timeout',
) as readonly (keyof LLMClientOptions)[];

const notDefaults: ReadonlySet<string> = new Set([
  'provider',
  'middleware',
  'models',
  'cache',
  'fallback',
  ...providerOptionNames,
  ...settingNames,
]);
const defaultNames = optionNames.client.filter((name) => !notDefaults.has(name)) as readonly (keyof CallOptions)[];

/**
 * Creates the context of a client from its options.
 *
 * @throws ConfigurationError for an unknown provider or option, or an invalid value
 */
export function createClientContext(options: LLMClientOptions): ClientContext {
  checkOptions(options, 'client', 'LLMClient');
  const own = pick(options, settingNames) as Partial<Settings>;
  const defaults = pick(options as CallOptions, defaultNames);
  const provider = withModels(toProvider(options), options.models);
  const targets = createTargets();
  const flights: FlightsByKey = new Map();
  const streams: UnreadStreams = new Set();
  const ledger = createCallLedger();
  const layers: ClientLayers = {
    ...options,
    fallback: targets.ready(options.fallback ?? []),
    flights,
    streams,
    ledger,
    boundRetries: own.maxRetries !== undefined,
  };
  let current: { readonly base: Settings; readonly settings: Settings; readonly pipeline: Pipeline } | undefined;
  /** `Config.update` also applies to clients that exist already. */
  const refreshed = (): { readonly settings: Settings; readonly pipeline: Pipeline } => {
    const base = Config.current;
    if (current?.base !== base) {
      const settings = { ...base, ...own };
      current = { base, settings, pipeline: createPipeline(provider, settings, layers) };
    }
    return current;
  };
  return {
    provider,
    defaults,
    callLedger: ledger,
    budgetLedger() {
      const { budget, coordinator } = refreshed().settings;
      return budget && (coordinator?.ledger?.(budget) ?? ledgerOf(budget));
    },
    settings: () => refreshed().settings,
    pipeline(call = {}) {
      const { settings, pipeline } = refreshed();
      const { fallback } = call;
      if (fallback === undefined && !overridesRetries(call)) return pipeline;
      const changes = pick(call, retryOptionNames) as Partial<Settings>;
      return createPipeline(
        provider,
        { ...settings, ...changes },
        {
          ...layers,
          ...(fallback && { fallback: targets.ready(fallback) }),
          boundRetries: (changes.maxRetries ?? own.maxRetries) !== undefined,
          // Calls with different retry options must not share one upstream request.
          scope: JSON.stringify(changes),
        },
      );
    },
    async close() {
      await closeUnread(streams);
      await Promise.all([provider, ...targets.made()].map(async (each) => each.close?.()));
    },
  };
}

/** Lists the options explicitly, because this runs for each call. */
function overridesRetries(call: CallOptions): boolean {
  const { enableRetries, maxRetries, baseDelay, maxDelay, backoffFactor } = call;
  const retries = enableRetries !== undefined || maxRetries !== undefined;
  return retries || baseDelay !== undefined || maxDelay !== undefined || backoffFactor !== undefined;
}

function toProvider(options: LLMClientOptions): Provider {
  const { provider } = options;
  const given = pick(options, providerOptionNames);
  if (typeof provider === 'string') {
    const connectTimeout = toLimits(Config.current.timeout, options.timeout)?.connect;
    return createProvider(provider, { ...given, connectTimeout } satisfies ProviderOptions);
  }
  const [stray] = Object.keys(given);
  if (stray !== undefined) {
    throw new ConfigurationError(
      `Option '${stray}' configures the provider. Pass it to the provider's create(), or pass the provider by name.`,
    );
  }
  if (typeof provider?.generate !== 'function' || typeof provider.model !== 'function') {
    throw new ConfigurationError("Option 'provider' must be a registered name or a provider made with create().");
  }
  return provider;
}

/** Returns the named properties that are not `undefined`. */
function pick<Value extends object, Name extends keyof Value>(value: Value, names: readonly Name[]): Pick<Value, Name> {
  const entries = names.flatMap((name) => (value[name] === undefined ? [] : [[name, value[name]] as const]));
  return Object.fromEntries(entries) as Pick<Value, Name>;
}
