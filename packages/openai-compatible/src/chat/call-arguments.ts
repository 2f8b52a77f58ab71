import { tryParseJSON } from '@rephysco/core/provider';

/**
 * Arguments of one tool call that arrive in fragments. Each fragment is scanned once, when `isWhole` needs it: scanning
 * 48 MB takes 40 ms, and most services never send a fragment that could begin another call.
 */
export interface CallArguments {
  add(piece: string): void;
  length(): number;
  /** Returns the whole text so far. */
  all(): string;
  /** Returns the text once if it consists of two equal copies, as for a call that the service sent twice. */
  once(): string;
  /** Returns `true` if the text is a complete object, list or string, so that a further fragment cannot continue it. */
  isWhole(): boolean;
}

const blank = /\s/;

/** Creates an empty text of arguments. */
export function createArguments(): CallArguments {
  let text = '';
  /** End of the text that has not been scanned. */
  let unread = '';
  let last = '';
  let depth = 0;
  let quoted = false;
  let escaped = false;
  /** Last character that is not white space. */
  let end = '';
  /** `true` if text follows a complete value, so that the whole is not valid JSON. */
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
  function scanUnread(): void {
    const piece = unread;
    unread = '';
    const stops = stopsIn(piece);
    for (let place = 0; place < piece.length && !broken; place += 1) {
      if (quoted && !escaped) {
        const stop = stops(place);
        if (stop > place) end = piece.charAt(stop - 1);
        if (stop === piece.length) break;
        place = stop;
      }
      const character = piece.charAt(place);
      if (quoted || !blank.test(character)) scan(character);
    }
  }
  return {
    add(piece) {
      if (piece === '') return;
      text += piece;
      unread += piece;
      last = piece;
    },
    length: () => text.length,
    all: () => text,
    once() {
      const half = text.length / 2;
      const isTwice = last.length === half && text.startsWith(last) && tryParseJSON(last) !== undefined;
      return isTwice ? last : text;
    },
    isWhole() {
      scanUnread();
      if (broken || quoted || depth !== 0 || !/[}\]"]/.test(end)) return false;
      if (checked?.length !== text.length) {
        checked = { length: text.length, whole: tryParseJSON(text) !== undefined };
      }
      return checked.whole;
    },
  };
}

/** Returns a function that finds the next quote or backslash. Reading a long string character by character is slow. */
function stopsIn(text: string): (from: number) => number {
  const finder = (character: string): ((from: number) => number) => {
    let found = -1;
    return (from) => {
      if (found < from) found = text.indexOf(character, from);
      if (found < 0) found = text.length;
      return found;
    };
  };
  const [quote, backslash] = [finder('"'), finder('\\')];
  return (from) => Math.min(quote(from), backslash(from));
}
