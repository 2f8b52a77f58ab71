/** Result of a read after the last value. */
export const ended: IteratorReturnResult<undefined> = Object.freeze({ done: true, value: undefined });

/** Result of a read. `last`: no value follows, so a reader that knows this property needs no further read. */
export type Step<Value> = IteratorResult<Value> & { readonly last?: boolean | undefined };

/** Returns `true` if nothing follows the result of a read. */
export function isLast<Value>(step: Step<Value>): boolean {
  return step.done === true || step.last === true;
}

/** Returns an async iterator that yields one lazily computed value. */
export function once<Value>(make: () => Value): AsyncIterator<Value> {
  return new Once(make);
}

/** A class, because functions that share variables take more memory, and every call has two of these. */
class Once<Value> implements AsyncIterator<Value> {
  #make: (() => Value) | undefined;

  constructor(make: () => Value) {
    this.#make = make;
  }

  async next(): Promise<Step<Value>> {
    const make = this.#make;
    this.#make = undefined;
    return make ? { done: false, value: make(), last: true } : ended;
  }

  async return(): Promise<IteratorResult<Value>> {
    this.#make = undefined;
    return ended;
  }
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
      return ended;
    },
  };
}
