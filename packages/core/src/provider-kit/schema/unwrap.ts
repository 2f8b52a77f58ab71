import type { StreamEvent } from '../../contract/events.ts';
import type { Batch } from '../../stream/batches.ts';
import { wrapper } from './fit-schema.ts';

const head = new RegExp(`^\\s*\\{\\s*"${wrapper}"\\s*:\\s*`);

/**
 * Takes the wrapper off an answer as it comes: of `{"value": [1, 2]}` it hands on `[1, 2]`. Text of another form passes
 * unchanged, so that the check of the answer can show it.
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
    // The last brace, and white space around it, may be the end of the wrapper.
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

/** Whether a text may go on to be the head of the wrapper. */
function mayBeHead(text: string): boolean {
  const bare = text.replace(/\s/g, '');
  return `{"${wrapper}":`.startsWith(bare);
}
