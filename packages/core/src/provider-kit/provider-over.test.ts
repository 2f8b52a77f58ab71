import { describe, expect, it } from 'vitest';
import type { BatchService } from '../contract/provider.ts';
import { providerOver } from './provider-over.ts';

const members = {
  name: 'acme',
  defaultModel: 'small',
  model: (id: string) => ({ id, input: ['text'] as const }),
  generate: async function* generate() {},
};

/** Returns a connection whose account changes with each look. */
function connection(): Parameters<typeof providerOver>[0] {
  let looks = 0;
  const account = (): string => {
    looks += 1;
    return `account-${looks}`;
  };
  return {
    baseURL: 'http://localhost/v1',
    headersDigest: undefined,
    takeWarnings: () => [],
    account,
    close: async () => {},
  };
}

describe('a provider over a connection', () => {
  it('has the current account of its own connection', () => {
    const [one, other] = [providerOver(connection(), members), providerOver(connection(), members)];
    expect([one.account, one.account, other.account]).toEqual(['account-1', 'account-2', 'account-1']);
    expect({ ...other }.account).toBe('account-2');
    expect(Object.create(other).account).toBe('account-3');
  });

  it('creates the batch API once, at its first use', () => {
    let created = 0;
    const createBatch = (): BatchService => {
      created += 1;
      return { limits: { lines: created } } as BatchService;
    };
    const provider = providerOver(connection(), { ...members, createBatch });
    expect(created).toBe(0);
    expect(provider.batch).toBe(provider.batch);
    expect(created).toBe(1);
    expect('batch' in providerOver(connection(), members)).toBe(false);
  });
});
