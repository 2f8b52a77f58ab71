import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Message } from '../contract/message.ts';
import { turnList } from './turn-list.ts';

const turn = (number: number): Message => ({ role: 'user', content: String(number) });

it('Lists keep their turns when others are derived from them', () => {
  const steps = fc.array(fc.record({ from: fc.nat(20), keep: fc.nat(12), add: fc.array(fc.nat(), { maxLength: 3 }) }));
  fc.assert(
    fc.property(steps, (changes) => {
      const lists = [{ list: turnList([]), expected: [] as Message[] }];
      for (const { from, keep, add } of changes) {
        const source = lists[from % lists.length] as (typeof lists)[number];
        const kept = Math.min(keep, source.list.length);
        const turns = add.map(turn);
        lists.push({ list: source.list.with(kept, turns), expected: [...source.expected.slice(0, kept), ...turns] });
      }
      for (const { list, expected } of lists) {
        expect(list.list()).toEqual(expected);
        expect(list.length).toBe(expected.length);
      }
    }),
  );
});

it('The array of a list is frozen and created once', () => {
  const list = turnList([turn(1)]);
  expect(Object.isFrozen(list.list())).toBe(true);
  expect(list.list()).toBe(list.list());
});
