import type { ContentEvent } from '@rephysco/core/provider';

/** Splits a text with `<think>` tags into reasoning and text, fragment by fragment. */
export interface ThinkSplitter {
  /** Adds a content event. Returns the events that are certain so far. */
  add(event: ContentEvent): readonly ContentEvent[];
  /** Returns the text that was held back as a possible beginning of a tag. */
  end(): readonly ContentEvent[];
}

const opening = /^\s*<(think|thinking|thought|reasoning)>/i;
const openings = ['<think>', '<thinking>', '<thought>', '<reasoning>'];

/**
 * Creates a splitter for a model that writes its reasoning between `<think>` tags at the beginning of its text. A later
 * tag is text.
 *
 * @param open `true` if the answer begins with reasoning, because the prompt template contains the opening tag
 */
export function splitThinking(open = false): ThinkSplitter {
  let state: 'start' | 'thinking' | 'after' | 'text' = open ? 'thinking' : 'start';
  let closing = '</think>';
  let held = '';
  // The line feed after the opening tag belongs to the tag.
  let atTag = false;
  function read(text: string, over: boolean): readonly ContentEvent[] {
    held += text;
    if (state === 'start') {
      const tag = opening.exec(held);
      if (tag) {
        state = 'thinking';
        atTag = true;
        closing = `</${(tag[1] ?? 'think').toLowerCase()}>`;
        held = held.slice(tag[0].length);
      } else if (!over && mayBegin(held)) return [];
      else state = 'text';
    }
    return [...(state === 'thinking' ? thinking(over) : []), ...(state === 'thinking' ? [] : rest(over))];
  }
  function thinking(over: boolean): readonly ContentEvent[] {
    if (atTag && held !== '') {
      held = held.replace(/^\n/, '');
      atTag = false;
    }
    const place = held.toLowerCase().indexOf(closing);
    const kept = over ? 0 : overlap(held.toLowerCase(), closing);
    const text = held.slice(0, place < 0 ? held.length - kept : place);
    held = place < 0 ? held.slice(held.length - kept) : held.slice(place + closing.length);
    if (place >= 0) state = 'after';
    return text === '' ? [] : [{ type: 'reasoning', text }];
  }
  function rest(over: boolean): readonly ContentEvent[] {
    // The line feeds after the closing tag belong to the tag.
    const text = state === 'after' ? held.replace(/^\s+/, '') : held;
    held = '';
    if (text === '' && !over) return [];
    state = 'text';
    return text === '' ? [] : [{ type: 'text', text }];
  }
  return {
    add(event) {
      if (event.type !== 'text' || event.providerData || (state === 'text' && held === '')) return [event];
      return read(event.text, false);
    },
    end: () => (held === '' ? [] : read('', true)),
  };
}

/** Returns `true` if a text may continue to white space and an opening tag. */
function mayBegin(text: string): boolean {
  const start = text.trimStart().toLowerCase();
  return openings.some((tag) => tag.startsWith(start));
}

/** Returns the number of characters at the end of a text that may be the beginning of a tag. */
function overlap(text: string, tag: string): number {
  for (let length = Math.min(tag.length - 1, text.length); length > 0; length -= 1) {
    if (tag.startsWith(text.slice(-length))) return length;
  }
  return 0;
}
