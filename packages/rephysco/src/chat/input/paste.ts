/** Input from a keyboard: typed keys or a pasted text. */
export type Keys = { readonly type: 'keys' | 'paste'; readonly text: string };

/** Separates pasted texts from typed keys. A marker that may be cut is held back until more input arrives. */
export interface KeyReader {
  read(data: string): readonly Keys[];
  /** Returns the held-back input as keys. */
  flush(): readonly Keys[];
  /** `true` if input is held back. */
  readonly waiting: boolean;
}

const begin = '\u001b[200~';
const end = '\u001b[201~';

/** Control sequences that turn bracketed paste on and off. */
export const bracketedPaste: { readonly on: string; readonly off: string } = {
  on: '\u001b[?2004h',
  off: '\u001b[?2004l',
};

/** Creates a reader for keys with bracketed paste. Terminals mark pasted texts with `ESC [ 200 ~`. */
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

/** Returns the number of characters at the end that may be the beginning of a marker. */
function cutMarker(text: string): number {
  for (let length = begin.length - 1; length > 0; length -= 1) {
    if (text.endsWith(begin.slice(0, length))) return length;
  }
  return 0;
}
