import { ConfigurationError } from '../contract/errors.ts';
import type { ProviderDefinition, ProviderOptions } from '../contract/provider.ts';
import { resolveBaseURL, resolveKey, type ServiceAddress } from './environment.ts';
import { type HttpFunctions, toTransport } from './transport.ts';
import { userAgent } from './user-agent.ts';

/** Options of an official SDK client that uses the transport of Rephysco. */
export interface SDKOptions {
  /** API key. Absent for a service that needs none. */
  readonly apiKey: string | undefined;
  readonly baseURL: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly fetch: typeof fetch;
}

/** Definition of a provider, with access to its official client. */
export interface SDKDefinition<Client> extends ProviderDefinition {
  /**
   * Returns the official client over the transport of Rephysco, for APIs that Rephysco does not cover. It retries by its
   * own rules and does not use the cache or the rate limits of Rephysco. The first call loads the SDK.
   *
   * @throws ConfigurationError if `apiKey` or `headers` is a function
   * @throws AuthenticationError if no API key is set
   * @example
   * const files = await openai.sdk({ apiKey }).files.list();
   */
  sdk(options?: ProviderOptions): Client;
}

/**
 * Returns the options of an official SDK client: key and base URL, looked up like those of a provider, and the
 * transport.
 *
 * @throws ConfigurationError if `apiKey` or `headers` is a function
 * @throws AuthenticationError if no API key is set
 */
export function sdkOptions(service: ServiceAddress, options: ProviderOptions, http: HttpFunctions): SDKOptions {
  const { apiKey, headers } = options;
  if (typeof apiKey === 'function' || typeof headers === 'function') {
    throw new ConfigurationError("sdk() requires 'apiKey' and 'headers' as values, not as functions.");
  }
  return {
    apiKey: resolveKey(service, apiKey),
    baseURL: resolveBaseURL(service, options),
    headers: { 'user-agent': userAgent, ...headers },
    fetch: toTransport(options, http).fetch,
  };
}

/**
 * Returns the options of a provider for `BatchService.over`. The requests of a batch are built without the API key. Only
 * the batch request itself carries it.
 *
 * @param headers headers that belong to the requests of a batch, if any
 */
export function keyless(
  options: ProviderOptions,
  transport: typeof fetch,
  headers?: ProviderOptions['headers'],
): ProviderOptions {
  return { ...options, apiKey: 'none', headers, fetch: transport };
}

/**
 * Checks the options of a provider that has only one region and one protocol.
 *
 * @throws ConfigurationError for `region` and `api`
 */
export function refuseChoices(name: string, { region, api }: ProviderOptions): void {
  if (region !== undefined) throw new ConfigurationError(`${name} has no region '${region}'. Regions are: none.`);
  if (api !== undefined) {
    throw new ConfigurationError(`${name} has only one protocol. Remove the option 'api' ('${api}').`);
  }
}
