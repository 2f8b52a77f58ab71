import { createInvisibleMarker } from './mark-invisible.ts';

/** Takes out of a text, piece by piece, whatever could steer a terminal, and marks what is invisible. */
export interface TextFilter {
  /** What of a piece may be shown. A sequence that is still open is held back. */
  write(piece: string): string;
  /** The end: a sequence that is still open goes with it. */
  end(): void;
}

/** An open sequence longer than this is no sequence: what it held is text again. Terminals give up earlier. */
const longest = 4096;

const control = /[\p{Cc}--[\t\n]]/v;
const controls = /[\p{Cc}--[\t\n]]/gv;

/** Where in a sequence a text stands: outside, after ESC, in a CSI's parameters, in a string that ST or BEL ends. */
type State = 'text' | 'escape' | 'parameters' | 'string';

const escapeCharacter = '\u001b';
/** What begins a string or a CSI: 8-bit forms, and the letters after ESC. */
const strings: ReadonlySet<string> = new Set('\u0090\u0098\u009d\u009e\u009fPX]^_');
const csi: ReadonlySet<string> = new Set('\u009b[');
/** BEL and ST end a string; CAN and SUB break any sequence off. */
const terminators: ReadonlySet<string> = new Set('\u0007\u009c\u0018\u001a');

/**
 * Removes every escape and control sequence (ECMA-48: CSI, OSC, DCS, SOS, PM, APC, two-byte escapes, their 8-bit forms)
 * and every control character but tab and newline, and marks invisible characters. The outcome does not depend on how a
 * text is cut into pieces.
 */
export function createTextFilter(): TextFilter {
  const marker = createInvisibleMarker();
  let state: State = 'text';
  let held = '';
  const step = (character: string): string => {
    const before = state;
    state = follow(before, character);
    if (state === 'text') {
      held = '';
      return control.test(character) || belongsTo(before, character) ? '' : character;
    }
    held += character;
    return held.length < longest ? '' : release();
  };
  const release = (): string => {
    const text = held.replace(controls, '');
    held = '';
    state = 'text';
    return text;
  };
  return {
    write(piece) {
      if (state === 'text' && !control.test(piece)) return marker.write(piece);
      let shown = '';
      for (let index = 0; index < piece.length; index += 1) shown += step(piece.charAt(index));
      return marker.write(shown);
    },
    end() {
      marker.end();
      held = '';
      state = 'text';
    },
  };
}

/** A whole text without anything that could steer a terminal. */
export function safeText(text: string): string {
  return createTextFilter().write(text);
}

function follow(state: State, character: string): State {
  if (character === escapeCharacter) return 'escape';
  if (terminators.has(character)) return 'text';
  if (character >= '\u0080' && character <= '\u009f') return introduced(character);
  switch (state) {
    case 'text':
      return 'text';
    case 'escape':
      return character >= ' ' && character <= '/' ? 'escape' : introduced(character);
    case 'parameters':
      return character >= ' ' && character <= '?' ? 'parameters' : 'text';
    case 'string':
      return 'string';
  }
}

function introduced(character: string): State {
  if (csi.has(character)) return 'parameters';
  return strings.has(character) ? 'string' : 'text';
}

/** Whether a character is the last one of the sequence; any other that ends one early is text, such as a newline. */
function belongsTo(state: State, character: string): boolean {
  return (state === 'escape' || state === 'parameters') && character >= '0' && character <= '~';
}
