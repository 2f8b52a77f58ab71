import type { Batch } from '../stream/batches.ts';
import { nextTurn } from '../util/pause.ts';

/** Number of characters whose pieces are joined in a few milliseconds. */
const long = 4 * 1024 * 1024;

/**
 * Joins the pieces of long texts, one text in each turn of the event loop. The parser of large JSON returns texts in
 * pieces, and their first use takes 50 ms for 48 million characters.
 *
 * @returns `undefined` if no text is long
 */
export function joinInTurns(texts: readonly unknown[]): Promise<void> | undefined {
  const found = texts.filter((text) => typeof text === 'string' && text.length > long) as string[];
  return found.length > 0 ? join(found) : undefined;
}

async function join(texts: readonly string[]): Promise<void> {
  for (const text of texts) {
    text.charCodeAt(0);
    await nextTurn();
  }
}

/** Number of events whose way through the client takes a millisecond. */
const many = 1000;

/**
 * Returns the events that were read together, many of them in the next turn of the event loop. Reading 40,000 sources
 * from the body takes 50 ms, and the client needs about as long for the events.
 */
export function manyInNextTurn(batch: Batch): Batch | Promise<Batch> {
  return batch.length > many ? nextTurn().then(() => batch) : batch;
}
