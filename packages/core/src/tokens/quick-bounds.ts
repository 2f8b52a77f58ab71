/** Tokens that a text has at least and at most, without a vocabulary. */
export interface QuickBounds {
  readonly least: number;
  readonly most: number;
}

const word = /[\p{Script=Latin}\p{N}]+|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|\s+|[^\s]/gu;
const alphanumeric = /^[\p{Script=Latin}\p{N}]/u;
const ideograph = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;

/** A word of a language. Longer ones, and those with digits or inner capitals, may be names, keys or base64. */
const plainWord = /^(?:\p{Lu}?\p{Ll}{0,23}|\p{Lu}{1,12})$/u;

/**
 * Returns a range for the tokens of a text, in time in proportion to its length. A token of every known vocabulary stays
 * within a word, so that a text has at least as many tokens as words. At most, words of a language have a token for each
 * three letters, and any other character one for each of its bytes.
 */
export function quickBounds(text: string): QuickBounds {
  let least = 0;
  let most = 0;
  for (const [found] of text.matchAll(word)) {
    const isBlank = found.trim() === '';
    if (isBlank) most += found === ' ' ? 0 : found.length;
    else if (alphanumeric.test(found)) {
      least += 1;
      most += plainWord.test(found) ? Math.ceil(found.length / 3) : Buffer.byteLength(found);
    } else {
      // Vocabularies join ideographs, and runs of signs and of letters of other scripts.
      least += ideograph.test(found) ? 0.4 : 0.25;
      most += Buffer.byteLength(found);
    }
  }
  return { least: Math.floor(least), most };
}
