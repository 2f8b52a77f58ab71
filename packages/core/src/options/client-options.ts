import type { Budget } from '../contract/budget.ts';
import type { CacheStore } from '../contract/cache-store.ts';
import type { Coordinator } from '../contract/coordinator.ts';
import type { Middleware } from '../contract/middleware.ts';
import type { CustomModels } from '../contract/model-info.ts';
import type { HeadersOption, KeyOption, Provider } from '../contract/provider.ts';
import type { ProviderName, QualifiedModel, RegionName } from '../contract/provider-types.ts';
import type { Limits } from '../contract/rate-limit.ts';

import type { CallOptions } from './options.ts';

/** Name of a provider as an argument: a string literal must be a known name, any other string is accepted. */
export type ProviderArgument<Name extends string> = Name extends ProviderName
  ? Name
  : string extends Name
    ? Name
    : ProviderName;

/** Options of `LLMClient`. Options of calls are the defaults of the calls of this client. */
export interface LLMClientOptions<Name extends string = string> extends Omit<CallOptions<Name>, 'cache'> {
  /** A registered provider name, or a provider made with `create`. */
  readonly provider: ProviderArgument<Name> | Provider;
  /** API key, or a function that returns one. @default the environment variables of the provider, in their order */
  readonly apiKey?: KeyOption | undefined;
  /**
   * Base URL, for example `https://llm.example.com/v1`. @default the environment variables of the provider, then its
   * own URL
   */
  readonly baseURL?: string | undefined;
  /** Additional HTTP headers, or a function that returns them. */
  readonly headers?: HeadersOption | undefined;
  /**
   * Name of the account that functions for `apiKey` and `headers` use. Clients with one account share its rate limits.
   */
  readonly account?: string | undefined;
  /** Function that sends HTTP requests. @default a thin transport over Node's http */
  readonly fetch?: typeof fetch | undefined;
  /** Region whose servers answer, if the provider has several. */
  readonly region?: RegionName<Name> | undefined;
  /** Protocol, if the provider has several: `chat` or `responses`. @default the value in the model table */
  readonly api?: string | undefined;
  /**
   * Facts about models that the provider's table does not have, or has outdated, by id: `{ 'new-id': { input: ['text']
   * } }`.
   */
  readonly models?: CustomModels | undefined;
  /** Answers repeated requests from the cache. @default Config.enableCache */
  readonly enableCache?: boolean | undefined;
  /**
   * Cache store. It is used only if `enableCache` or the option `cache` of a call turns the cache on.
   *
   * @default memory, and files in `Config.cacheDir`
   */
  readonly cache?: CacheStore | undefined;
  /** Limits the retries of all calls together, to protect a service that is down. @default Config.retryBudget */
  readonly retryBudget?: boolean | undefined;
  /**
   * Rate limits for all clients of the process that use the provider with this API key. Calls above a limit wait.
   * `false` also ignores the limits that the service reports.
   *
   * @default Config.limits
   */
  readonly limits?: Limits | false | undefined;
  /** Maximum cost of all calls of this client together: `{ amount: 5, currency: 'USD' }`. @default Config.budget */
  readonly budget?: Budget | undefined;
  /**
   * Shares `limits`, `budget` and requests in progress between processes, for example through `@rephysco/redis`.
   *
   * @default Config.coordinator
   */
  readonly coordinator?: Coordinator | undefined;
  /** Own layers outside the built-in ones, the first one outermost. */
  readonly middleware?: readonly Middleware[] | undefined;
}

/** Options of `LLMClient` whose `model` names the provider: `'provider:model'`. */
export interface QualifiedClientOptions extends Omit<LLMClientOptions, 'provider' | 'model'> {
  readonly model: QualifiedModel;
  readonly provider?: undefined;
}
