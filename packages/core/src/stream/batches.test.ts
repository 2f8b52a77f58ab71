import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StreamEvent } from '../contract/events.ts';
import { type Batch, fromBatches, toBatches } from './batches.ts';

async function* each<Value>(values: readonly Value[]): AsyncGenerator<Value> {
  yield* values;
}

async function all<Value>(values: AsyncIterable<Value>): Promise<Value[]> {
  const seen: Value[] = [];
  for await (const value of values) seen.push(value);
  return seen;
}

const text = (text: string): StreamEvent => ({ type: 'text', text });

describe('batches', () => {
  it('contain the same events for any way of reading', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(fc.string())), async (texts) => {
        const made = texts.map((batch) => batch.map(text));
        expect(await all(fromBatches(each<Batch>(made)))).toEqual(made.flat());
        expect(await all(toBatches(fromBatches(each<Batch>(made))))).toEqual(made);
        expect((await all(toBatches(each(made.flat())))).flat()).toEqual(made.flat());
      }),
    );
  });

  it('close their source when a reader leaves', async () => {
    for (const open of [(events: AsyncIterable<StreamEvent>) => events, toBatches]) {
      let left = 0;
      async function* source(): AsyncGenerator<Batch> {
        try {
          for (;;) yield [text('a')];
        } finally {
          left += 1;
        }
      }
      for await (const _ of open(fromBatches(source())) as AsyncIterable<unknown>) break;
      expect(left).toBe(1);
    }
  });

  it('do not delay a reader that leaves a blocked source', async () => {
    let left = false;
    const stuck: AsyncIterable<StreamEvent> = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise(() => {}),
        return: async () => {
          left = true;
          return { done: true, value: undefined };
        },
      }),
    };
    const iterator = toBatches(stuck)[Symbol.asyncIterator]();
    void iterator.next();
    await iterator.return?.();
    expect(left).toBe(true);
  });
});
