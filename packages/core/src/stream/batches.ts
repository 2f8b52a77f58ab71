import type { StreamEvent } from '../contract/events.ts';

/** Events that arrived together. The `finish` is always the last of its batch. */
export type Batch = readonly StreamEvent[];

/** Where events keep their batches; the same in every copy of core. */
const batches: unique symbol = Symbol.for('@rephysco/core/batches@1') as never;

/** A class, since an object with computed names takes thirty times as long to make, and each layer makes one. */
class Batched implements AsyncIterable<StreamEvent> {
  readonly #source: AsyncIterable<Batch>;
  constructor(source: AsyncIterable<Batch>) {
    this.#source = source;
  }
  get [batches](): AsyncIterable<Batch> {
    return this.#source;
  }
  [Symbol.asyncIterator](): AsyncIterator<StreamEvent> {
    return oneByOne(this.#source);
  }
}

/**
 * Events that can be read one by one, as everybody does, or by the batch, as the built-in layers do: a piece of text
 * costs a promise in each layer that it passes, and a network packet often holds fifty of them. Read once.
 */
export function fromBatches(source: AsyncIterable<Batch>): AsyncIterable<StreamEvent> {
  return new Batched(source);
}

/** The batches of events; events that have none are batches of one. */
export function toBatches(events: AsyncIterable<StreamEvent>): AsyncIterable<Batch> {
  return (events as Partial<Batched>)[batches] ?? ofOne(events);
}

async function* oneByOne(source: AsyncIterable<Batch>): AsyncGenerator<StreamEvent> {
  for await (const batch of source) for (const event of batch) yield event;
}

/** Not a generator: its `return` would wait for a source that is stuck. */
function ofOne(events: AsyncIterable<StreamEvent>): AsyncIterable<Batch> {
  const toBatch = ({ done, value }: IteratorResult<StreamEvent>): IteratorResult<Batch> =>
    done ? { done, value: undefined } : { done: false, value: [value] };
  return {
    [Symbol.asyncIterator]() {
      const iterator = events[Symbol.asyncIterator]();
      return {
        next: () => iterator.next().then(toBatch),
        return: async () => {
          await iterator.return?.();
          return { done: true, value: undefined };
        },
      };
    },
  };
}
