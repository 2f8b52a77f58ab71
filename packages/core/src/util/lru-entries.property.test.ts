import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Entries, lruEntries, mapEntries } from './lru-entries.ts';

type Step =
  | { readonly type: 'get' | 'delete'; readonly key: string }
  | { readonly type: 'set'; readonly key: string; readonly value: number; readonly ttl: number | undefined }
  | { readonly type: 'clear' }
  | { readonly type: 'wait'; readonly ms: number };

const key = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: fc.constant('get' as const), key }) },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('set' as const),
      key,
      value: fc.integer({ min: 1, max: 12 }),
      ttl: fc.option(fc.integer({ min: 1, max: 50 }), { nil: undefined }),
    }),
  },
  fc.record({ type: fc.constant('delete' as const), key }),
  fc.record({ type: fc.constant('clear' as const) }),
  fc.record({ type: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 40 }) }),
);

function take(entries: Entries<number>, step: Step): number | undefined {
  if (step.type === 'get') return entries.get(step.key);
  if (step.type === 'set') entries.set(step.key, step.value, step.ttl);
  if (step.type === 'delete') entries.delete(step.key);
  if (step.type === 'clear') entries.clear();
  return undefined;
}

describe('entries without lru-cache', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('have the same sizes, lifetimes and order of eviction', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const both = [lruEntries<number>(10, (value) => value), mapEntries<number>(10, (value) => value)] as const;
        for (const step of steps) {
          if (step.type === 'wait') vi.advanceTimersByTime(step.ms);
          else expect(take(both[1], step)).toBe(take(both[0], step));
        }
      }),
      { numRuns: 2000 },
    );
  });
});
