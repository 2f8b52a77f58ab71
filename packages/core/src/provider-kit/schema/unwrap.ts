import type { StreamEvent } from '../../contract/events.ts';
import type { Batch } from '../../stream/batches.ts';
import { wrapper } from './fit-schema.ts';

const head = new RegExp(`^\\s*\\{\\s*"${wrapper}"\\s*:\\s*`);

/**
 * Removes the wrapper from a streamed answer: `{"value": [1, 2]}` becomes `[1, 2]`. Other text stays unchanged, so
 * that the validation error can show it.
 */
export async function* unwrapped(batches: AsyncIterable<Batch>): AsyncGenerator<Batch> {
  let state: 'head' | 'value' | 'plain' = 'head';
  let held = '';
  function read(piece: string): string {
    held += piece;
    if (state === 'head') {
      const found = head.exec(held)?.[0];
      if (found === undefined) return mayBeHead(held) ? '' : release('plain');
      state = 'value';
      held = held.slice(found.length);
    }
    if (state === 'plain') return release('plain');
    // Holds back a final brace and white space, because they may be the end of the wrapper.
    const end = /[\s}]*$/.exec(held)?.index ?? held.length;
    const text = held.slice(0, end);
    held = held.slice(end);
    return text;
  }
  function release(next: 'plain'): string {
    state = next;
    const text = held;
    held = '';
    return text;
  }
  for await (const batch of batches) {
    const events = batch.flatMap((event): readonly StreamEvent[] => {
      if (event.type === 'text' && !event.providerData) {
        const text = read(event.text);
        return text === '' ? [] : [{ ...event, text }];
      }
      if (event.type !== 'finish') return [event];
      const rest = state === 'value' ? held.replace(/\}\s*$/, '').trimEnd() : held;
      return rest === '' ? [event] : [{ type: 'text', text: rest }, event];
    });
    if (events.length > 0) yield events;
  }
}

/** Returns `true` if a text can be the beginning of the wrapper. */
function mayBeHead(text: string): boolean {
  const bare = text.replace(/\s/g, '');
  return `{"${wrapper}":`.startsWith(bare);
}
