import type { BatchService, Provider } from '../contract/provider.ts';
import type { Connection } from './connection.ts';

/** Members of a provider that a connection determines. */
export type ConnectionMembers = Pick<Provider, 'identity' | 'headersDigest' | 'takeWarnings' | 'account' | 'close'>;

/**
 * Returns a provider that uses a connection: identity, account, warnings and `close` come from the connection, unless
 * the members have them. `createBatch` creates the batch API, at its first use.
 *
 * @example
 * const provider = providerOver(connection, { name, defaultModel, model, generate });
 */
export function providerOver(
  connection: Pick<Connection, 'baseURL' | 'headersDigest' | 'takeWarnings' | 'account' | 'close'>,
  {
    createBatch,
    ...members
  }: Omit<Provider, keyof ConnectionMembers> &
    Partial<Pick<Provider, 'identity'>> & { readonly createBatch?: (() => BatchService) | undefined },
): Provider {
  const provider: Provider = {
    identity: connection.baseURL,
    headersDigest: connection.headersDigest,
    takeWarnings: connection.takeWarnings,
    close: () => connection.close(),
    ...members,
  };
  const parts: Parts = { connection, createBatch, batch: undefined };
  Object.defineProperty(provider, key, { value: parts });
  Object.defineProperty(provider, 'account', account);
  if (createBatch) Object.defineProperty(provider, 'batch', batch);
  return provider;
}

/** Parts of a provider that its getters return. */
interface Parts {
  readonly connection: Pick<Connection, 'account'>;
  readonly createBatch: (() => BatchService) | undefined;
  batch: BatchService | undefined;
}

const key: unique symbol = Symbol('parts');

interface WithParts {
  readonly [key]: Parts;
}

// All providers share the functions of the getters. With functions of its own, a provider would take 0.7 KB more.
const account: PropertyDescriptor & ThisType<WithParts> = {
  enumerable: true,
  configurable: true,
  get() {
    return this[key].connection.account();
  },
};
const batch: PropertyDescriptor & ThisType<WithParts> = {
  enumerable: true,
  configurable: true,
  get() {
    const parts = this[key];
    parts.batch ??= parts.createBatch?.();
    return parts.batch;
  },
};
