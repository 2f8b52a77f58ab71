/**
 * Invisible characters that change or hide text: direction (bidi) controls, zero-width and filler characters, tags, and
 * variation selectors of ideographs.
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

/**
 * Matches characters after which a joiner (U+200C, U+200D) is legitimate: letters and emoji. Elsewhere it is marked.
 */
const joinable = /^[\p{L}\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}]$/u;

const isHidden = (code: number): boolean => hiddenRanges.some(([first, last]) => code >= first && code <= last);
const isJoiner = (code: number): boolean => code === 0x200c || code === 0x200d;
const isPlain = (text: string): boolean => /^\p{ASCII}*$/u.test(text);

/** Marks invisible characters in a text that arrives in pieces. */
export interface InvisibleMarker {
  /** Returns the piece with each invisible character written as `<U+202E>`. Holds back half of a surrogate pair. */
  write(piece: string): string;
  /** Resets the marker for another text. */
  end(): void;
}

/** Creates a marker. The result does not depend on how the text is split into pieces. */
export function createInvisibleMarker(): InvisibleMarker {
  /** First half of a surrogate pair whose second half has not arrived. */
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

/** Returns equivalent JSON in which control and invisible characters are escaped. */
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
