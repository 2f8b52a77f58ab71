import type { FinishEvent, StreamEvent } from '../contract/events.ts';
import { type Batch, fromBatches, toBatches } from './batches.ts';
import { type Open, type StreamLayer, type StreamTransform, TransformedBatches } from './transformed-batches.ts';

/** Returns the events of a layer: those of its source, as the layer changes them. */
export function applyLayer(layer: StreamLayer): AsyncIterable<StreamEvent> {
  return fromBatches(new TransformedBatches(layer));
}

/** Returns the events of a source, changed by the callbacks of a layer. */
export function transform(open: Open, layer: StreamTransform): AsyncIterable<StreamEvent> {
  return fromBatches(transformBatches(open, layer));
}

/** Returns the batches of a source, changed by the callbacks of a layer. */
export function transformBatches(open: Open, layer: StreamTransform): AsyncIterableIterator<Batch> {
  return new TransformedBatches({ ...layer, open });
}

/** Returns an iterator over the batches of events. */
export function batchesOf(events: AsyncIterable<StreamEvent>): AsyncIterator<Batch> {
  return toBatches(events)[Symbol.asyncIterator]();
}

/** Returns the batch with its `finish` event changed, if it has one. */
export function withFinish(batch: Batch, change: (finish: FinishEvent) => FinishEvent): Batch {
  const last = batch.at(-1);
  if (last?.type !== 'finish') return batch;
  const changed = change(last);
  return changed === last ? batch : batch.with(-1, changed);
}

/**
 * Returns the same events with a changed `finish` event.
 *
 * @example
 * const logged = mapFinish(next(request), (finish) => ({ ...finish, warnings: [] }));
 */
export function mapFinish(
  events: AsyncIterable<StreamEvent>,
  map: (finish: FinishEvent) => FinishEvent | Promise<FinishEvent>,
): AsyncIterable<StreamEvent> {
  const batch = (batch: Batch): Batch | Promise<Batch> => {
    const last = batch.at(-1);
    if (last?.type !== 'finish') return batch;
    const finish = map(last);
    return finish instanceof Promise ? finish.then((later) => batch.with(-1, later)) : batch.with(-1, finish);
  };
  return transform(() => batchesOf(events), { batch });
}
