/** What comes from a keyboard: keys as they are pressed, or a text that was pasted. */
export type Keys = { readonly type: 'keys' | 'paste'; readonly text: string };

/** Finds pasted texts among the keys. A marker that may be cut is held back until more comes. */
export interface KeyReader {
  read(data: string): readonly Keys[];
  /** What is held back after all, as keys. */
  flush(): readonly Keys[];
  /** Whether something is held back. */
  readonly waiting: boolean;
}

const begin = '\u001b[200~';
const end = '\u001b[201~';

/** Turns bracketed paste on and off. */
export const bracketedPaste: { readonly on: string; readonly off: string } = {
  on: '\u001b[?2004h',
  off: '\u001b[?2004l',
};

/** Reads keys with bracketed paste on, which terminals announce with `ESC [ 200 ~`. */
export function createKeyReader(): KeyReader {
  let held = '';
  let pasting = false;
  return {
    get waiting() {
      return held !== '' && !pasting;
    },
    read(data) {
      let text = held + data;
      held = '';
      const found: Keys[] = [];
      for (;;) {
        const marker = pasting ? end : begin;
        const at = text.indexOf(marker);
        if (at < 0) break;
        found.push({ type: pasting ? 'paste' : 'keys', text: text.slice(0, at) });
        text = text.slice(at + marker.length);
        pasting = !pasting;
      }
      if (pasting) held = text;
      else {
        const kept = cutMarker(text);
        held = text.slice(text.length - kept);
        found.push({ type: 'keys', text: text.slice(0, text.length - kept) });
      }
      return found.filter(({ text: some }) => some !== '');
    },
    flush() {
      const text = held;
      held = '';
      pasting = false;
      return text === '' ? [] : [{ type: 'keys', text }];
    },
  };
}

/** How many characters at the end may be the beginning of a marker. */
function cutMarker(text: string): number {
  for (let length = begin.length - 1; length > 0; length -= 1) {
    if (text.endsWith(begin.slice(0, length))) return length;
  }
  return 0;
}
