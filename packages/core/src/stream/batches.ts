import type { StreamEvent } from '../contract/events.ts';
import { ended } from '../util/iterators.ts';

/** Events that arrived together. The `finish` is always the last of its batch. */
export type Batch = readonly StreamEvent[];

/** Property of events that holds their batches. The same symbol in every copy of core. */
const batches: unique symbol = Symbol.for('@rephysco/core/batches@1') as never;

/** A class, because an object literal with computed names takes thirty times as long to create, once per layer. */
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
 * Returns events that can be read one by one, or in batches by the built-in layers. Batches save promises: each read
 * costs one per layer, and a network packet often has fifty events. The result can be read once.
 *
 * @example
 * const events = fromBatches(batchesOfMyProvider(request));
 */
export function fromBatches(source: AsyncIterable<Batch>): AsyncIterable<StreamEvent> {
  return new Batched(source);
}

/** Returns the batches of events. Other streams of events become batches of one event. */
export function toBatches(events: AsyncIterable<StreamEvent>): AsyncIterable<Batch> {
  return (events as Partial<Batched>)[batches] ?? ofOne(events);
}

async function* oneByOne(source: AsyncIterable<Batch>): AsyncGenerator<StreamEvent> {
  for await (const batch of source) for (const event of batch) yield event;
}

/** Not a generator, because its `return` would wait for a blocked source. */
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
          return ended;
        },
      };
    },
  };
}
