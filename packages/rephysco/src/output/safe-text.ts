import { createInvisibleMarker } from './mark-invisible.ts';

/** Removes terminal control sequences from a text that arrives in pieces, and marks invisible characters. */
export interface TextFilter {
  /** Returns the part of a piece that is safe to show. An open sequence is held back. */
  write(piece: string): string;
  /** Discards a sequence that is still open. */
  end(): void;
}

/** Maximum length of a sequence. A longer one counts as text. Terminals have lower limits. */
const longest = 4096;

const control = /[\p{Cc}--[\t\n]]/v;
const controls = /[\p{Cc}--[\t\n]]/gv;

/** Position of the parser: outside a sequence, after ESC, in a CSI's parameters, or in a string that ST or BEL ends. */
type State = 'text' | 'escape' | 'parameters' | 'string';

const escapeCharacter = '\u001b';
/** Characters that begin a string or a CSI: 8-bit forms, and the letters after ESC. */
const strings: ReadonlySet<string> = new Set('\u0090\u0098\u009d\u009e\u009fPX]^_');
const csi: ReadonlySet<string> = new Set('\u009b[');
/** Characters that end a sequence: BEL and ST end a string, CAN and SUB abort any sequence. */
const terminators: ReadonlySet<string> = new Set('\u0007\u009c\u0018\u001a');

/**
 * Creates a filter that removes every escape and control sequence (ECMA-48: CSI, OSC, DCS, SOS, PM, APC, two-byte
 * escapes, their 8-bit forms) and every control character except tab and newline, and marks invisible characters. The
 * result does not depend on how the text is split into pieces.
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

/** Returns a text without terminal control sequences. */
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

/**
 * Returns `true` if a character is the last one of the sequence. Other ending characters, such as a newline, are text.
 */
function belongsTo(state: State, character: string): boolean {
  return (state === 'escape' || state === 'parameters') && character >= '0' && character <= '~';
}
