/**
 * Waits for the first value and hands on everything, that one included.
 * The result is a hand-written iterator, since a generator that was never started would not run its `finally`:
 * leaving it unread, or in the middle, closes the source.
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
      return { done: true, value: undefined };
    },
  };
  return { [Symbol.asyncIterator]: () => rest };
}

/** Waits for all values, then hands them on. */
export async function drain<Value>(source: AsyncIterable<Value>): Promise<AsyncIterable<Value>> {
  const values: Value[] = [];
  for await (const value of source) values.push(value);
  return {
    async *[Symbol.asyncIterator]() {
      yield* values;
    },
  };
}
