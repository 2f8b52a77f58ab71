import { fileStore, LLMClient, type LLMClientOptions, type TimeoutOptions } from '@rephysco/core';
import { readText } from '../read-text.ts';
import { type Choice, choose, providerNamed, splitModel } from './choose.ts';
import type { Context } from './context.ts';
import { credentialsFor, findBaseURL, findKey } from './credentials.ts';
import { resolveModel } from './known-models.ts';
import { providers } from './providers.ts';
import type { Settings } from './settings.ts';

/** Flags of all commands that call a model, as the parser returns them. */
export interface AskingFlags {
  readonly provider?: string;
  readonly model?: string;
  readonly system?: string;
  readonly temperature?: number;
  readonly topP?: number;
  readonly maxTokens?: number;
  readonly stop?: readonly string[];
  readonly seed?: number;
  readonly option?: Readonly<Record<string, unknown>>;
  readonly baseUrl?: string;
  readonly cache?: boolean;
  readonly refresh?: boolean;
  readonly retries?: number;
  /** Maximum number of seconds of the whole call. The next two flags are also in seconds. */
  readonly timeout?: number;
  readonly idleTimeout?: number;
  readonly cacheTtl?: number;
}

/** Client for the given flags and settings. */
export interface Asked extends Choice {
  readonly client: LLMClient;
  /** `true` if answers may come from the cache. */
  readonly cached: boolean;
}

/**
 * Selects the provider and the model. A flag with a provider or `provider:model` precedes the provider of the settings.
 * The tables of the providers decide about a model name without a provider.
 *
 * @throws ConfigurationError for an unknown provider, or a model name that is unknown or ambiguous
 */
export async function chooseFrom(
  flags: Pick<AskingFlags, 'provider' | 'model' | 'baseUrl'>,
  { settings, sources }: Context,
): Promise<Choice> {
  const hasKey = (provider: string): boolean => findKey(provider, sources) !== undefined;
  const named = flags.provider ?? (flags.model === undefined ? undefined : splitModel(flags.model).provider);
  if (named === undefined) {
    const preferred = providerOf(settings);
    const model = flags.model ?? settings.model;
    const bare = model !== undefined && splitModel(model).provider === undefined;
    if (!bare || (preferred !== undefined && isOwnServer(preferred, flags.baseUrl, sources))) {
      return choose({ provider: preferred, model }, hasKey);
    }
    return resolveModel(model, { hasKey, preferred: preferred && providerNamed(preferred) });
  }
  const { provider, model } = choose(flags, hasKey);
  // The model in the settings belongs to the provider in the settings.
  const own = settings.model === undefined ? {} : splitModel(settings.model);
  const fits = (own.provider ?? providerOf(settings)) === provider;
  return { provider, model: model ?? (fits ? own.model : undefined) };
}

/** Returns `true` if requests go to a server of the user's choice, which may serve any model. */
function isOwnServer(provider: string, baseUrl: string | undefined, sources: Context['sources']): boolean {
  return baseUrl !== undefined || findBaseURL(providerNamed(provider), sources) !== undefined;
}

function providerOf({ provider, model }: Partial<Settings>): string | undefined {
  return (model === undefined ? undefined : splitModel(model).provider) ?? provider;
}

/** Returns `true` if answers may come from the cache. Flags that need the cache turn it on. */
export function isCached({ cache, cacheTtl, refresh }: AskingFlags, settings: Partial<Settings>): boolean {
  return refresh || (cache ?? (cacheTtl !== undefined || settings.cache) ?? false);
}

/**
 * Creates a client for the given flags and settings.
 *
 * @throws ConfigurationError for an invalid combination, or a project that would send a key elsewhere
 */
export async function openClient(
  flags: AskingFlags,
  context: Context,
  own: Partial<LLMClientOptions> = {},
): Promise<Asked> {
  const { settings, sources, paths } = context;
  const { provider, model } = await chooseFrom(flags, context);
  const credentials = credentialsFor(provider, sources, flags.baseUrl);
  await providers[provider]?.load();
  const system = flags.system ?? settings.system;
  const cached = isCached(flags, settings);
  const maxRetries = flags.retries ?? settings.retries;
  const client = new LLMClient({
    provider,
    ...credentials,
    model,
    system: system?.startsWith('@') ? await readText(system.slice(1), 'the system prompt') : system,
    temperature: flags.temperature ?? settings.temperature,
    topP: flags.topP ?? settings.topP,
    maxTokens: flags.maxTokens ?? settings.maxTokens,
    stop: flags.stop,
    seed: flags.seed,
    timeout: limitsOf(flags, settings),
    providerOptions: flags.option,
    ...(maxRetries !== undefined && { maxRetries }),
    // Answers are stored below the folder that `cache path` prints.
    ...(cached && {
      enableCache: true,
      cache: fileStore({ dir: paths.cache, ttl: flags.cacheTtl ?? settings.cacheTtl }),
    }),
    ...own,
  });
  return { provider, model, client, cached };
}

/** Only explicitly set limits, so that a dry run shows the request without defaults. */
function limitsOf(flags: AskingFlags, settings: Partial<Settings>): TimeoutOptions | undefined {
  const total = flags.timeout ?? settings.timeout;
  const idle = flags.idleTimeout ?? settings.idleTimeout;
  if (total === undefined && idle === undefined) return undefined;
  return { ...(total !== undefined && { total }), ...(idle !== undefined && { idle }) };
}
