import { tryParseJSON } from '@rephysco/core/provider';

/** Arguments of one tool call that come in pieces. Each piece takes time in proportion to itself. */
export interface CallArguments {
  add(piece: string): void;
  length(): number;
  /** Returns the text so far. */
  all(): string;
  /** Returns the text without a second copy of all of it, as a call that was sent twice has. */
  once(): string;
  /** Whether the text is a whole object, list or string, so that a further piece cannot continue it. */
  isWhole(): boolean;
}

const blank = /\s/;

/** Creates empty arguments. */
export function createArguments(): CallArguments {
  let text = '';
  let last = '';
  let depth = 0;
  let quoted = false;
  let escaped = false;
  /** The last character that is not blank. */
  let end = '';
  /** Something followed a whole value: no JSON can come of that. */
  let broken = false;
  let checked: { readonly length: number; readonly whole: boolean } | undefined;

  function scan(character: string): void {
    if (quoted) {
      if (escaped) escaped = false;
      else if (character === '\\') escaped = true;
      else if (character === '"') quoted = false;
    } else if (end !== '' && depth === 0) {
      broken = true;
    } else if (character === '"') {
      quoted = true;
    } else if (character === '{' || character === '[') {
      depth += 1;
    } else if (character === '}' || character === ']') {
      depth -= 1;
    }
    end = character;
  }
  return {
    add(piece) {
      if (piece === '') return;
      text += piece;
      last = piece;
      for (let place = 0; place < piece.length && !broken; place += 1) {
        const character = piece.charAt(place);
        if (quoted || !blank.test(character)) scan(character);
      }
    },
    length: () => text.length,
    all: () => text,
    once() {
      const half = text.length / 2;
      const isTwice = last.length === half && text.startsWith(last) && tryParseJSON(last) !== undefined;
      return isTwice ? last : text;
    },
    isWhole() {
      if (broken || quoted || depth !== 0 || !/[}\]"]/.test(end)) return false;
      if (checked?.length !== text.length) {
        checked = { length: text.length, whole: tryParseJSON(text) !== undefined };
      }
      return checked.whole;
    },
  };
}
