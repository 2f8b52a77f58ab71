import { ended } from '../util/iterators.ts';

/**
 * Waits for the first value of a source, and returns an iterable of all values. Errors before the first value are
 * thrown. Ending the loop early closes the source, even before the first read. A generator could not do that, because
 * its `finally` does not run if it was never started.
 */
export async function peek<Value>(source: AsyncIterable<Value>): Promise<AsyncIterable<Value>> {
  const iterator = source[Symbol.asyncIterator]();
  let first: IteratorResult<Value> | undefined = await iterator.next();
  const rest: AsyncIterator<Value> = {
    next() {
      const next = first ? Promise.resolve(first) : iterator.next();
      first = undefined;
      return next;
    },
    async return() {
      first = undefined;
      await iterator.return?.();
      return ended;
    },
  };
  return { [Symbol.asyncIterator]: () => rest };
}

/** Waits for all values of a source, and returns an iterable of them. */
export async function drain<Value>(source: AsyncIterable<Value>): Promise<AsyncIterable<Value>> {
  const values: Value[] = [];
  for await (const value of source) values.push(value);
  return {
    async *[Symbol.asyncIterator]() {
      yield* values;
    },
  };
}
