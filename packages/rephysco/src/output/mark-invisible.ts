/**
 * Characters that change what a reader sees without being seen: direction (bidi) controls, zero-width and filler
 * characters, tags, and variation selectors of ideographs, with which text can be hidden.
 */
const hiddenRanges: readonly (readonly [first: number, last: number])[] = [
  [0xad, 0xad],
  [0x34f, 0x34f],
  [0x61c, 0x61c],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x200b, 0x200b],
  [0x200e, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0x3164, 0x3164],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff9, 0xfffb],
  [0x1d173, 0x1d17a],
  [0xe0000, 0xe0fff],
];

/** Characters after which a joiner (U+200C, U+200D) has a meaning: letters and emoji. Elsewhere it is hidden text. */
const joinable = /^[\p{L}\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}]$/u;

const isHidden = (code: number): boolean => hiddenRanges.some(([first, last]) => code >= first && code <= last);
const isJoiner = (code: number): boolean => code === 0x200c || code === 0x200d;
const isPlain = (text: string): boolean => /^\p{ASCII}*$/u.test(text);

/** Marks invisible characters in a text that comes in pieces. */
export interface InvisibleMarker {
  /** Returns the piece with each invisible character written as `<U+202E>`. Half a character is held back. */
  write(piece: string): string;
  /** Starts anew. */
  end(): void;
}

/** Creates a marker. The outcome does not depend on how a text is cut into pieces. */
export function createInvisibleMarker(): InvisibleMarker {
  /** The first half of a character whose second half has not come yet. */
  let half = '';
  let canJoin = false;
  const step = (character: string): string => {
    const code = character.codePointAt(0) ?? 0;
    if (isHidden(code) || (isJoiner(code) && !canJoin)) {
      canJoin = false;
      return nameOf(code);
    }
    canJoin = !isJoiner(code) && joinable.test(character);
    return character;
  };
  return {
    write(piece) {
      if (half === '' && piece !== '' && isPlain(piece)) {
        canJoin = joinable.test(piece.slice(-1));
        return piece;
      }
      const all = half + piece;
      half = /[\ud800-\udbff]$/.test(all) ? all.slice(-1) : '';
      let marked = '';
      for (const character of half === '' ? all : all.slice(0, -1)) marked += step(character);
      return marked;
    },
    end() {
      half = '';
      canJoin = false;
    },
  };
}

/** Returns the whole text with each invisible character written as `<U+202E>`. */
export function markInvisible(text: string): string {
  return createInvisibleMarker().write(text);
}

const nameOf = (code: number): string => `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;

/** Returns JSON in which every character that could steer a terminal or hide is an escape. It means the same. */
export function toVisibleJSON(value: unknown): string {
  return JSON.stringify(value).replace(/[\u007f-\u009f]|\P{ASCII}/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code < 0xa0 || isJoiner(code) || isHidden(code) ? escaped(character) : character;
  });
}

function escaped(character: string): string {
  const units = Array.from({ length: character.length }, (_, place) => character.charCodeAt(place));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}
