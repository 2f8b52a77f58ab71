import { backslash, quote } from './json-codes.ts';
import type { JSONSource } from './json-source.ts';
import type { Pauses } from './pause.ts';

/** Text of a string, and the place of the quote after it. */
interface FoundString {
  readonly text: string;
  readonly end: number;
}

/** Reads the strings of a JSON text. */
export interface StringReader {
  /**
   * Reads the string that begins at a place, after its quote. Waits only for a long string.
   *
   * @throws SyntaxError for a string that is not JSON or has no end
   */
  read(start: number): FoundString | Promise<FoundString>;
}

/** Number of characters that are read in one step. */
const stride = 65_536;

/** Creates a reader for the strings of a text, in order. */
export function createStringReader(source: JSONSource, pauses: Pauses): StringReader {
  let known = -1;
  /** Returns the place of the next backslash. Searches once for each, because most texts have none. */
  const nextEscape = (from: number): number => {
    if (known < from) known = source.find(backslash, from);
    return known;
  };
  const piece = (start: number, end: number): string => {
    const text = source.text(start, end);
    return nextEscape(start) < end ? (JSON.parse(`"${text}"`) as string) : text;
  };
  async function endOf(start: number): Promise<number> {
    for (let place = start; place < source.length; ) {
      const stop = Math.min(place + stride, source.length);
      for (; place < stop; place += 1) {
        const code = source.at(place);
        if (code === quote) return place;
        if (code === backslash) place += 1;
      }
      if (pauses.due()) await pauses.pause();
    }
    return source.length;
  }
  async function inPieces(start: number, end: number): Promise<FoundString> {
    let text = '';
    for (let place = start; place < end; ) {
      const stop = place + stride < end ? endOfPiece(source, place, place + stride) : end;
      text += piece(place, stop);
      place = stop;
      if (pauses.due()) await pauses.pause();
    }
    return { text, end };
  }
  const between = (start: number, end: number): FoundString | Promise<FoundString> => {
    if (end >= source.length) throw new SyntaxError('Unterminated string in JSON');
    if (end - start <= stride) return { text: piece(start, end), end };
    const whole = nextEscape(start) < end ? undefined : source.cheap(start, end);
    return whole === undefined ? inPieces(start, end) : { text: whole, end };
  };
  return {
    read(start) {
      const end = source.find(quote, start);
      const first = nextEscape(start);
      return first >= end ? between(start, end) : endOf(first).then((later) => between(start, later));
    },
  };
}

/** Returns the largest place up to `stop` that is neither within an escape nor within a character. */
function endOfPiece(source: JSONSource, start: number, stop: number): number {
  for (let place = stop - 1; place >= stop - longestEscape; place -= 1) {
    if (source.at(place) !== backslash) continue;
    let before = place;
    while (before > start && source.at(before - 1) === backslash) before -= 1;
    // The last of an even number of backslashes is an escaped one.
    if ((place - before) % 2 === 0 && place > start) return place;
    break;
  }
  let end = stop;
  while (end > stop - 3 && (source.at(end) & 0xc0) === 0x80) end -= 1;
  return end;
}

/** Number of characters of an escape such as `\u00e4`. */
const longestEscape = 6;
