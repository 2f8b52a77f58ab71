import { ConfigurationError, type Provider, ProviderError } from '@rephysco/core';
import { providerError } from '@rephysco/core/provider';
import { createFetch } from '@rephysco/http';

/**
 * Returns the sorted names of the models that a provider lists for a key.
 *
 * @throws ConfigurationError for a provider without a service
 * @throws ProviderError if the provider rejects the request or cannot be reached
 */
export async function liveModelIds(
  { name, identity = '' }: Provider,
  apiKey: string | undefined,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const [baseURL = ''] = identity.split(' ');
  if (!URL.canParse(baseURL)) throw new ConfigurationError(`${name} has no service that lists models. Omit --live.`);
  if (apiKey === undefined) {
    throw providerError('authentication', `${name}: the API key is missing.`, { provider: name });
  }
  const carry = createFetch();
  try {
    const headers = name === 'gemini' ? { 'x-goog-api-key': apiKey } : { authorization: `Bearer ${apiKey}` };
    const response = await carry(`${baseURL}/models`, { headers, signal });
    const body: unknown = await response.json().catch(() => undefined);
    if (!response.ok) throw refused(name, response.status);
    return idsOf(body);
  } catch (cause) {
    signal.throwIfAborted();
    if (cause instanceof ProviderError) throw cause;
    throw providerError('network', `${name} cannot be reached at ${baseURL}.`, { provider: name, cause });
  } finally {
    carry.close();
  }
}

function refused(provider: string, status: number): ProviderError {
  const kind = status === 400 || status === 401 || status === 403 ? 'authentication' : 'server';
  return providerError(kind, `${provider} answered ${status} to the request for its models.`, { provider, status });
}

function idsOf(body: unknown): readonly string[] {
  const { data, models } = (body ?? {}) as { readonly data?: unknown; readonly models?: unknown };
  const list: readonly unknown[] = Array.isArray(data) ? data : Array.isArray(models) ? models : [];
  return list
    .flatMap((each) => {
      const { id, name = id } = (each ?? {}) as { readonly id?: unknown; readonly name?: unknown };
      const text = id ?? name;
      return typeof text === 'string' ? [text.replace(/^models\//, '')] : [];
    })
    .sort();
}
