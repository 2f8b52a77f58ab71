import { keyDigest } from '../account/accounts.ts';
import { headersDigest } from '../cache/cache-key.ts';
import { AuthenticationError, ConfigurationError, RephyscoError } from '../contract/errors.ts';
import type { HeadersOption, KeyOption, ProviderOptions } from '../contract/provider.ts';
import { randomSalt } from '../util/sha256.ts';
import { checkKey, environmentHeaders, lookUpKey, resolveKey, type ServiceAddress } from './environment.ts';

/** The key and the headers of one request. */
export interface Credentials {
  /** API key. Absent if the service needs none, or if a header of the caller replaces it. */
  readonly key: string | undefined;
  /** Headers with names in lower case. Headers of the caller override those of the environment. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Source of the credentials of a provider, derived from its options. */
export interface CredentialSource {
  /** `true` if `apiKey` or `headers` is a function, so that new credentials may be accepted after a 401. */
  readonly renewable: boolean;
  /** Returns the digest of the account that the credentials belong to. */
  account(): string | undefined;
  /** Digest of the headers and the account, for cache keys. */
  readonly headersDigest: string | undefined;
  /**
   * Checks credentials that are not functions.
   *
   * @throws AuthenticationError for a missing or malformed key
   */
  check(): void;
  /** Returns the credentials of the next request. Functions are called each time. */
  resolve(): Credentials | Promise<Credentials>;
}

/** Headers in which callers may pass their own credentials, for example to a gateway. */
const keyHeaders: ReadonlySet<string> = new Set(['authorization', 'api-key', 'x-api-key', 'x-goog-api-key']);

/** Creates the credentials from the options `apiKey`, `headers` and `account`, and from the environment variables. */
export function createCredentials(service: ServiceAddress, options: ProviderOptions): CredentialSource {
  const { apiKey, headers, account } = options;
  const renewable = typeof apiKey === 'function' || typeof headers === 'function';
  const fixedHeaders = typeof headers === 'function' ? undefined : toHeaders(headers);
  let fixed: Credentials | undefined;
  let digest: string | undefined;
  const combine = (key: string | undefined, own: Readonly<Record<string, string>>): Credentials => {
    return { key, headers: { ...environmentHeaders(service), ...own } };
  };
  const keyOf = (value: string | undefined, own: Readonly<Record<string, string>>): string | undefined => {
    const replaced = Object.keys(own).some((name) => keyHeaders.has(name));
    return replaced && !lookUpKey(service, value) ? undefined : resolveKey(service, value);
  };
  const resolveFixed = (key: string | undefined, own: Readonly<Record<string, string>>): Credentials => {
    fixed ??= combine(keyOf(key, own), own);
    return fixed;
  };
  return {
    renewable,
    headersDigest: digestOfHeaders(headers, account),
    account() {
      if (account !== undefined) return keyDigest(`account ${account}`);
      if (typeof apiKey === 'function') return keyDigest(idOf(apiKey));
      if (fixed === undefined) return keyDigest(lookUpKey(service, apiKey));
      digest ??= keyDigest(fixed.key);
      return digest;
    },
    check() {
      if (typeof apiKey !== 'function' && fixedHeaders) resolveFixed(apiKey, fixedHeaders);
    },
    resolve() {
      if (typeof apiKey !== 'function' && fixedHeaders) return resolveFixed(apiKey, fixedHeaders);
      return renew(service, apiKey, headers).then(({ key, own }) =>
        combine(typeof apiKey === 'function' ? key : keyOf(key, own), own),
      );
    },
  };
}

async function renew(
  service: ServiceAddress,
  apiKey: KeyOption | undefined,
  headers: HeadersOption | undefined,
): Promise<{ readonly key: string | undefined; readonly own: Readonly<Record<string, string>> }> {
  const given = typeof headers === 'function' ? await called(headers, service.name, 'headers') : headers;
  const own = toHeaders(given);
  if (typeof apiKey !== 'function') return { key: apiKey, own };
  const key: unknown = await called(apiKey, service.name, 'apiKey');
  if (typeof key !== 'string' || key.trim() === '') {
    throw failed(
      service.name,
      `the function apiKey returned ${typeof key === 'string' ? 'an empty text' : typeof key}`,
    );
  }
  return { key: checkKey(key.trim(), service.name, 'the result of the function apiKey'), own };
}

async function called<Value>(get: () => Value | Promise<Value>, provider: string, name: string): Promise<Value> {
  try {
    return await get();
  } catch (error) {
    if (error instanceof RephyscoError) throw error;
    throw failed(
      provider,
      `the function ${name} failed: ${error instanceof Error ? error.message : String(error)}`,
      error,
    );
  }
}

function failed(provider: string, message: string, cause?: unknown): AuthenticationError {
  return new AuthenticationError('authentication', `${provider}: ${message}. No request was sent.`, {
    provider,
    sent: false,
    cause,
  });
}

/**
 * Returns headers with names in lower case, so that no header is sent twice in two spellings.
 *
 * @throws ConfigurationError for a name or a value that HTTP cannot carry. The message never contains the value.
 */
export function toHeaders(headers: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const entries = Object.entries(headers).filter(([, value]) => value !== undefined && value !== null);
  for (const [name, value] of entries) {
    if (!/^[!#$%&'*+.^_`|~0-9a-z-]+$/i.test(name)) {
      throw new ConfigurationError(
        `Option 'headers' has the name ${JSON.stringify(name)}, which is not a header name.`,
      );
    }
    if (/[^\t\x20-\x7e\x80-\xff]/.test(String(value))) {
      throw new ConfigurationError(
        `The header '${name}' in option 'headers' contains a line break or a character that no header can carry.`,
      );
    }
  }
  return Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), String(value).trim()]));
}

function digestOfHeaders(headers: HeadersOption | undefined, account: string | undefined): string | undefined {
  const fixed = typeof headers === 'function' ? {} : toHeaders(headers);
  if (account !== undefined) return headersDigest({ ...fixed, ':account': account });
  return headersDigest(typeof headers === 'function' ? { ':function': idOf(headers) } : fixed);
}

const ids = new WeakMap<object, string>();

/** Returns an id of a function in this process. Without `account`, cache entries and limits belong to that function. */
function idOf(get: object): string {
  const id = ids.get(get) ?? randomSalt();
  ids.set(get, id);
  return id;
}
