import { LRUCache } from 'lru-cache';
import type { Provider } from '../contract/provider.ts';
import type { ModelLimits } from '../contract/rate-limit.ts';
import { shared } from '../util/process-state.ts';
import { randomSalt, sha256 } from '../util/sha256.ts';
import type { RateLimiter } from './rate-limiter/limiter-contract.ts';
import { createRateLimiter } from './rate-limiter/rate-limiter.ts';
import { createRetryBudget, type RetryBudget } from './retry-budget.ts';

/** What all clients of a process that ask one provider with one key have in common. */
export interface Account {
  readonly limiter: RateLimiter;
  readonly retries: RetryBudget;
}

interface Accounts {
  /** Makes the digests of keys useless outside of this process. */
  readonly salt: string;
  readonly known: LRUCache<string, Account>;
  readonly nameless: WeakMap<Provider, Account>;
}

/** Accounts that are remembered; those that were not asked for the longest time are forgotten first. */
const most = 1000;

const accounts = (): Accounts =>
  shared('accounts@2', () => ({
    salt: randomSalt(),
    known: new LRUCache({ max: most }),
    nameless: new WeakMap(),
  }));

/** What a provider says of its key (`Provider.account`): tells two keys apart, and tells nothing about them. */
export function keyDigest(key: string | undefined): string | undefined {
  if (key === undefined) return undefined;
  return sha256(`${accounts().salt} ${key}`);
}

/** The account that a provider asks with. One that says neither where it asks nor with which key has its own. */
export function accountOf(provider: Provider): Account {
  return accountFinder(provider)();
}

/** The same, to be asked again and again: it does not spell the account out each time. */
export function accountFinder(provider: Provider): () => Account {
  const { known, nameless } = accounts();
  const { name, identity, account } = provider;
  const stated = identity !== undefined || account !== undefined;
  const id = `${name} ${identity} ${account}`;
  return () => {
    const found = stated ? known.get(id) : nameless.get(provider);
    if (found) return found;
    const created: Account = { limiter: createRateLimiter(), retries: createRetryBudget() };
    if (stated) known.set(id, created);
    else nameless.set(provider, created);
    return created;
  };
}

/** Returns what the account of a provider knows about the rate limits of its models. */
export function limitsOf(provider: Provider): readonly ModelLimits[] {
  return accountOf(provider)
    .limiter.report()
    .map((report) => ({ provider: provider.name, ...report }));
}
