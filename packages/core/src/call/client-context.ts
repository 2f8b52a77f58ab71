import { type Ledger, ledgerOf } from '../account/budget-ledger.ts';
import { ConfigurationError } from '../contract/errors.ts';
import type { Handler } from '../contract/middleware.ts';
import type { Provider, ProviderOptions } from '../contract/provider.ts';
import { createTargets } from '../middleware/fallback-targets.ts';
import { createProvider } from '../models/registry.ts';
import { checkNames } from '../options/check-option-names.ts';
import { Config, checkSetting, type Settings } from '../options/config.ts';
import type { CallOptions, LLMClientOptions } from '../options/options.ts';
import { toLimits } from '../options/timeout.ts';
import { callOptionNames, callSettingNames, checkValues, hasOwnSettings } from '../options/validate-options.ts';
import { shown } from '../util/format-value.ts';
import { createHandler, type OwnLayers } from './default-pipeline.ts';

/** What a client is, once its options are sorted out. */
export interface ClientSetup {
  readonly provider: Provider;
  /** Of the budget that holds at this moment, where there is one. */
  readonly ledger: Ledger | undefined;
  /** Defaults of its calls. */
  readonly defaults: CallOptions;
  /** The client's own settings over those of `Config` at this moment. */
  settings(): Settings;
  /**
   * The pipeline for those settings, and for what a call says over them.
   *
   * @throws ConfigurationError for a fallback that is none
   */
  handler(call?: CallOptions): Handler;
  /** Lets go of connections, also of those to targets that were made here. */
  close(): Promise<void>;
}

const providerNames = ['apiKey', 'baseURL', 'headers', 'account', 'fetch', 'region', 'api'] as const;
const settingNames = [
  'enableCache',
  'enableRetries',
  'maxRetries',
  'baseDelay',
  'maxDelay',
  'backoffFactor',
  'retryBudget',
  'limits',
  'budget',
] as const;
const notDefaults: readonly string[] = ['cache', 'fallback', ...callSettingNames];
const defaultNames = callOptionNames.filter((name) => !notDefaults.includes(name));
const clientNames = ['provider', 'middleware', 'cache', 'fallback', ...providerNames, ...settingNames, ...defaultNames];

/**
 * Sorts a client's options into a provider, defaults of its calls and settings.
 *
 * @throws ConfigurationError for an unknown provider or option, or a value that cannot work
 */
export function setUp(options: LLMClientOptions): ClientSetup {
  checkNames(options, clientNames, 'LLMClient');
  const own = pick(options, settingNames) as Partial<Settings>;
  for (const [name, value] of Object.entries(own)) checkSetting(name, value);
  const defaults: CallOptions = pick(options, defaultNames);
  checkValues(defaults);
  checkStore(options.cache);
  const provider = toProvider(options);
  const others = createTargets();
  const layers: OwnLayers = { ...options, fallback: others.ready(options.fallback ?? []), flights: new Map() };
  let current: { readonly base: Settings; readonly settings: Settings; readonly handler: Handler } | undefined;
  /** `Config.update` also reaches clients that are there already. */
  const refreshed = (): { readonly settings: Settings; readonly handler: Handler } => {
    const base = Config.current;
    if (current?.base !== base) {
      const settings = { ...base, ...own };
      current = { base, settings, handler: createHandler(provider, settings, layers) };
    }
    return current;
  };
  return {
    provider,
    defaults,
    get ledger() {
      const { budget } = refreshed().settings;
      return budget && ledgerOf(budget);
    },
    settings: () => refreshed().settings,
    handler(call = {}) {
      const { settings, handler } = refreshed();
      const { fallback } = call;
      if (fallback === undefined && !hasOwnSettings(call)) return handler;
      const changes = pick(call, callSettingNames) as Partial<Settings>;
      return createHandler(
        provider,
        { ...settings, ...changes },
        {
          ...layers,
          ...(fallback && { fallback: others.ready(fallback) }),
          // Calls that are tried in other ways do not share a request.
          scope: JSON.stringify(changes),
        },
      );
    },
    async close() {
      await Promise.all([provider, ...others.made].map(async (each) => each.close?.()));
    },
  };
}

function toProvider(options: LLMClientOptions): Provider {
  const { provider } = options;
  const asked = pick(options, providerNames);
  if (typeof provider === 'string') {
    const connectTimeout = toLimits(Config.current.timeout, options.timeout)?.connect;
    return createProvider(provider, { ...asked, connectTimeout } satisfies ProviderOptions);
  }
  const [stray] = Object.keys(asked);
  if (stray !== undefined) {
    throw new ConfigurationError(
      `'${stray}' belongs to the provider: pass it to create(), or pass the provider's name.`,
    );
  }
  if (typeof provider?.generate !== 'function' || typeof provider.model !== 'function') {
    throw new ConfigurationError("Option 'provider' must be a registered name or a provider made with create().");
  }
  return provider;
}

function checkStore(store: unknown): void {
  const { get, set } = (store ?? {}) as Partial<Record<'get' | 'set', unknown>>;
  if (store === undefined || (typeof get === 'function' && typeof set === 'function')) return;
  throw new ConfigurationError(
    `Option 'cache' of a client must be a store with get and set, such as memoryStore(), not ${shown(store)}. ` +
      `To turn the cache on or off, say 'enableCache'.`,
  );
}

/** The named properties that are set. */
function pick<Value extends object, Name extends keyof Value>(value: Value, names: readonly Name[]): Pick<Value, Name> {
  const entries = names.flatMap((name) => (value[name] === undefined ? [] : [[name, value[name]] as const]));
  return Object.fromEntries(entries) as Pick<Value, Name>;
}
