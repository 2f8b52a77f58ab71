import type { StoredAnswer } from '../cache/envelope.ts';
import { seal, unseal } from '../cache/envelope.ts';
import type { CacheStore } from '../contract/cache-store.ts';
import { clock } from '../util/clock.ts';
import type { Expect, It } from './service.ts';

/** Rule that every cache store must follow. */
export interface StoreRule {
  readonly name: string;
  /** `true` for a rule about expiry. The cache also checks the age of entries itself. */
  readonly expires?: true;
  check(store: CacheStore, expect: Expect): Promise<void>;
}

/** Options of `storeContract`: `it` and `expect` of a test library, and a function that creates a store. */
export interface StoreContractOptions {
  readonly it: It;
  readonly expect: Expect;
  /** Creates an empty store for one test. The contract clears and disconnects it afterwards. */
  readonly create: () => CacheStore | Promise<CacheStore>;
  /** `true` if the store removes expired values. `false` for a `Map`. @default true */
  readonly expires?: boolean | undefined;
}

const key = (name: string): string => `${name}-`.padEnd(64, '0');
const minute = 60_000;

const answer: StoredAnswer = {
  content: [
    { type: 'reasoning', text: 'The user greets.', providerData: { signature: ':base64:c2ln' } },
    { type: 'text', text: 'Hello “World”: 你好 👋\n\0\u2028' },
    { type: 'refusal', text: '' },
    { type: 'image', url: 'data:image/png;base64,iVBORw0KGgo=', mediaType: 'image/png' },
    { type: 'tool-call', id: 'call_1', name: 'search', arguments: { query: ':colon', limits: [0, -1.5, null, true] } },
  ],
  finishReason: 'tool_calls',
  model: 'fake-1',
  provider: 'fake',
  usage: { inputTokens: 3, outputTokens: 2, totalTokens: 5, cachedInputTokens: 0 },
  warnings: ['temperature was left out'],
};

/** All rules for a cache store. */
export const storeRules: readonly StoreRule[] = [
  {
    name: 'has nothing under a key that was never set',
    async check(store, expect) {
      expect(await store.get(key('nothing'))).toBe(undefined);
    },
  },
  {
    name: 'returns an answer unchanged',
    async check(store, expect) {
      await store.set(key('answer'), seal(key('answer'), answer, minute), minute);
      expect(unseal(key('answer'), await store.get(key('answer')))?.answer).toEqual(answer);
    },
  },
  {
    name: 'accepts any JSON value, including long ones',
    async check(store, expect) {
      for (const value of ['', ':', ':base64:aGk=', '\ud800', 0, false, [], {}, [[null]], { a: { b: '"' } }]) {
        await store.set(key('json'), { value }, minute);
        expect(await store.get(key('json'))).toEqual({ value });
      }
      const long = { text: 'A “long” answer. '.repeat(50_000) };
      await store.set(key('long'), long, minute);
      expect(await store.get(key('long'))).toEqual(long);
    },
  },
  {
    name: 'replaces an old value',
    async check(store, expect) {
      await store.set(key('same'), { turn: 1, more: true }, minute);
      await store.set(key('same'), { turn: 2 }, minute);
      expect(await store.get(key('same'))).toEqual({ turn: 2 });
    },
  },
  {
    name: 'separates keys with any characters',
    async check(store, expect) {
      const keys = ['a', 'A', 'a ', 'a:b', '../a', '../../a', '/a', 'ä', '你', key('a'), `${key('a').slice(0, -1)}1`];
      await Promise.all(keys.map((name) => store.set(name, { name }, minute)));
      for (const name of keys) expect(await store.get(name)).toEqual({ name });
    },
  },
  {
    name: 'keeps all values of concurrent writes',
    async check(store, expect) {
      const keys = Array.from({ length: 100 }, (_, index) => key(`many-${index}`));
      await Promise.all(keys.map((name, index) => store.set(name, { index }, minute)));
      const values = await Promise.all(keys.map((name) => store.get(name)));
      expect(values).toEqual(keys.map((_, index) => ({ index })));
    },
  },
  {
    name: 'removes one key, or all, if supported',
    async check(store, expect) {
      for (const name of ['one', 'two']) await store.set(key(name), { name }, minute);
      await store.delete?.(key('one'));
      if (store.delete) expect(await store.get(key('one'))).toBe(undefined);
      expect(await store.get(key('two'))).toEqual({ name: 'two' });
      await store.clear?.();
      if (store.clear) expect(await store.get(key('two'))).toBe(undefined);
    },
  },
  {
    name: 'removes a value after its lifetime, and not earlier',
    expires: true,
    async check(store, expect) {
      await store.set(key('lasting'), { lasting: true }, minute);
      const started = clock.monotonic();
      await store.set(key('passing'), { passing: true }, 40);
      while ((await store.get(key('passing'))) !== undefined && clock.monotonic() - started < 5000) {
        await new Promise<void>((resolve) => clock.setTimeout(resolve, 5));
      }
      expect(await store.get(key('passing'))).toBe(undefined);
      expect(clock.monotonic() - started).toBeGreaterThan(35);
      expect(await store.get(key('lasting'))).toEqual({ lasting: true });
    },
  },
];

/**
 * Declares one test for each rule of the store contract.
 *
 * @example
 * storeContract({ it, expect, create: () => memoryStore() });
 */
export function storeContract({ it, expect, create, expires = true }: StoreContractOptions): void {
  for (const rule of storeRules.filter((each) => expires || !each.expires)) {
    it(rule.name, async () => {
      const store = await create();
      try {
        await rule.check(store, expect);
      } finally {
        await store.clear?.();
        await store.disconnect?.();
      }
    });
  }
}
