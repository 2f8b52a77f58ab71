/** Returns an async iterator that yields one lazily computed value. */
export function once<Value>(make: () => Value): AsyncIterator<Value> {
  let done = false;
  return {
    async next() {
      if (done) return { done, value: undefined };
      done = true;
      return { done: false, value: make() };
    },
    async return() {
      done = true;
      return { done, value: undefined };
    },
  };
}

/** Returns an iterator whose source is opened at the first read. */
export function lazily<Value>(open: () => Promise<AsyncIterator<Value>>): AsyncIterator<Value> {
  let opening: Promise<AsyncIterator<Value>> | undefined;
  let opened: AsyncIterator<Value> | undefined;
  let left = false;
  async function start(): Promise<IteratorResult<Value>> {
    opening ??= open();
    opened = await opening;
    if (left) await opened.return?.();
    return opened.next();
  }
  return {
    next: () => (opened ? opened.next() : start()),
    async return() {
      left = true;
      await opened?.return?.();
      return { done: true, value: undefined };
    },
  };
}
