import type { Provider } from '../contract/provider.ts';
import type { Connection } from './connection.ts';

/** Members of a provider that a connection determines. */
export type ConnectionMembers = Pick<Provider, 'identity' | 'headersDigest' | 'takeWarnings' | 'account' | 'close'>;

/**
 * Returns a provider that uses a connection: identity, account, warnings and `close` come from the connection, unless
 * `members` has them.
 *
 * @example
 * const provider = providerOver(connection, { name, defaultModel, model, generate });
 */
export function providerOver(
  connection: Pick<Connection, 'baseURL' | 'headersDigest' | 'takeWarnings' | 'account' | 'close'>,
  members: Omit<Provider, keyof ConnectionMembers> & Partial<Pick<Provider, 'identity'>>,
): Provider {
  const base: ConnectionMembers = {
    identity: connection.baseURL,
    headersDigest: connection.headersDigest,
    takeWarnings: connection.takeWarnings,
    get account() {
      return connection.account();
    },
    close: () => connection.close(),
  };
  return Object.assign(base, members);
}
