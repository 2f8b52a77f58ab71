import { describe, expect, it } from 'vitest';
import type { Provider } from '../contract/provider.ts';
import { fakeProvider } from '../testing/fake-provider.ts';
import { accountOf, keyDigest } from './accounts.ts';

const provider = (fields: Partial<Provider>): Provider => ({ ...fakeProvider(), ...fields });

describe('An account', () => {
  const identity = 'https://api.example.com/v1';
  const account = keyDigest('made-up');

  it('is shared by providers with the same name, address and key', () => {
    expect(accountOf(provider({ identity, account }))).toBe(accountOf(provider({ identity, account })));
    expect(accountOf(provider({ identity }))).toBe(accountOf(provider({ identity })));
  });

  it.each([
    { account: keyDigest('another') },
    { account: undefined },
    { identity: 'https://eu.example.com/v1' },
    { name: 'other' },
  ])('is a different one for %j', (fields) => {
    const other = provider({ identity, account, ...fields });
    expect(accountOf(other)).not.toBe(accountOf(provider({ identity, account })));
  });

  it('is separate for a provider without identity and account', () => {
    const one = provider({});
    expect(accountOf(one)).toBe(accountOf(one));
    expect(accountOf(one)).not.toBe(accountOf(provider({})));
  });

  it('is forgotten after 1,000 other accounts were used', () => {
    const first = accountOf(provider({ identity: 'first' }));
    for (let other = 0; other < 1000; other += 1) accountOf(provider({ identity: `other ${other}` }));
    expect(accountOf(provider({ identity: 'first' }))).not.toBe(first);
  });
});

describe('keyDigest', () => {
  it('distinguishes keys without revealing them', () => {
    expect(keyDigest('made-up')).toBe(keyDigest('made-up'));
    expect(keyDigest('made-up')).not.toBe(keyDigest('made-up-2'));
    expect(keyDigest('made-up')).toMatch(/^[0-9a-f]{64}$/);
    expect(keyDigest(undefined)).toBeUndefined();
  });
});
