import { describe, expect, it } from 'vitest';
import { joinInTurns, manyInNextTurn } from './next-turn.ts';

const text = { type: 'text', text: 'a' } as const;

describe('the events of a whole answer', () => {
  it('go on at once', () => {
    const batch = [text];
    expect(manyInNextTurn(batch)).toBe(batch);
  });

  it('let other work of the process run first if they are many', async () => {
    const order: string[] = [];
    setImmediate(() => order.push('other work'));
    const batch = Array.from({ length: 1001 }, () => text);
    expect(await manyInNextTurn(batch)).toBe(batch);
    order.push('events');
    expect(order).toEqual(['other work', 'events']);
  });
});

describe('long texts', () => {
  it('let other work of the process run while they are joined', async () => {
    const order: string[] = [];
    const long = 'a'.repeat(5_000_000);
    setImmediate(() => order.push('other work'));
    await joinInTurns([long, 'short', undefined, { text: long }]);
    order.push('joined');
    expect(order).toEqual(['other work', 'joined']);
  });

  it('need no turn if there are none', () => expect(joinInTurns(['short', undefined])).toBeUndefined());
});
