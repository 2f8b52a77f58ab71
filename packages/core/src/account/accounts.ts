import type { Provider } from '../contract/provider.ts';
import type { ModelLimits } from '../contract/rate-limit.ts';
import { rememberIn } from '../util/bounded-map.ts';
import { clock } from '../util/clock.ts';
import { shared } from '../util/process-state.ts';
import type { RateLimiter } from './rate-limiter/limiter-contract.ts';
import { createRateLimiter } from './rate-limiter/rate-limiter.ts';
import { createRetryBudget, type RetryBudget } from './retry-budget.ts';

/** State that all clients of a process share if they call one provider with one API key. */
export interface Account {
  readonly limiter: RateLimiter;
  readonly retries: RetryBudget;
}

interface Accounts {
  /** Random names of API keys. They reveal nothing about the keys. */
  readonly names: Map<string, string>;
  readonly known: Map<string, Account>;
  readonly nameless: WeakMap<Provider, Account>;
}

/** Maximum number of accounts, and of key names, in memory. */
const most = 1000;

const accounts = (): Accounts =>
  shared('accounts@3', () => ({ names: new Map(), known: new Map(), nameless: new WeakMap() }));

/**
 * Returns a name for an API key, for `Provider.account`: 64 hexadecimal digits. Equal keys have equal names within a
 * process, and the name is not derived from the key.
 */
export function keyDigest(key: string | undefined): string | undefined {
  if (key === undefined) return undefined;
  return rememberIn(accounts().names, key, most, randomName);
}

let named = 0;

function randomName(): string {
  named += 1;
  const part = (): string =>
    Math.floor(clock.random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0');
  return named.toString(16).padStart(8, '0') + Array.from({ length: 7 }, part).join('');
}

/** Returns the account of a provider. A provider without `identity` and `account` has its own account. */
export function accountOf(provider: Provider): Account {
  return accountFinder(provider)();
}

/** Returns a function that returns the account of a provider. It composes the key of the account once. */
export function accountFinder(provider: Provider): () => Account {
  const { known, nameless } = accounts();
  const { name, identity, account } = provider;
  const isStated = identity !== undefined || account !== undefined;
  const id = `${name} ${identity} ${account}`;
  const create = (): Account => ({ limiter: createRateLimiter(), retries: createRetryBudget() });
  return () => {
    if (isStated) return rememberIn(known, id, most, create);
    const found = nameless.get(provider) ?? create();
    nameless.set(provider, found);
    return found;
  };
}

/** Returns the known rate limits of the models of a provider's account. */
export function limitsOf(provider: Provider): readonly ModelLimits[] {
  return accountOf(provider)
    .limiter.report()
    .map((report) => ({ provider: provider.name, ...report }));
}
