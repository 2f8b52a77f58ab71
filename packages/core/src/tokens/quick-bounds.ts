/** Minimum and maximum number of tokens of a text, calculated without a vocabulary. */
export interface QuickBounds {
  readonly least: number;
  readonly most: number;
}

const word = /[\p{Script=Latin}\p{N}]+|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|\s+|[^\s]/gu;
const alphanumeric = /^[\p{Script=Latin}\p{N}]/u;
const ideograph = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;

/** Matches a plain word. Longer words, and words with digits or inner capitals, may be names, keys or base64. */
const plainWord = /^(?:\p{Lu}?\p{Ll}{0,23}|\p{Lu}{1,12})$/u;

/**
 * Returns bounds for the tokens of a text in linear time. The minimum is one token per word, because no token of a
 * known vocabulary spans words. The maximum is one token per three letters of a plain word, and one per byte of other
 * characters.
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
      // Vocabularies join ideographs, runs of punctuation, and letters of other scripts.
      least += ideograph.test(found) ? 0.4 : 0.25;
      most += Buffer.byteLength(found);
    }
  }
  return { least: Math.floor(least), most };
}
