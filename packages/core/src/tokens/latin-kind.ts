/**
 * Kind of text in Latin letters, digits and punctuation. `mixed` contains many digits, such as hexadecimal numbers and
 * base64. `ascii` and `accented` are languages other than English. `decomposed` is Vietnamese with accents as separate
 * characters.
 */
export type LatinKind = 'english' | 'code' | 'mixed' | 'ascii' | 'accented' | 'vietnamese' | 'decomposed' | 'blank';

/** Number of characters at the beginning of a text that determine its kind. */
const sampleLength = 20_000;

const frequent = /\b(?:the|of|and|to|in|is|that|for|with|are|be|this|it|as|or|by|not|from|has)\b/gi;

/** Returns the kind of a text in Latin letters, by its characters and the most frequent English words. */
export function latinKind(text: string): LatinKind {
  const sample = text.slice(0, sampleLength);
  const count = (pattern: RegExp): number => sample.match(pattern)?.length ?? 0;
  const marks = count(/\S/g);
  if (marks === 0) return 'blank';
  const letters = Math.max(1, count(/\p{L}/gu));
  if (count(/[\u0300-\u036f]/g) / letters > 0.05) return 'decomposed';
  if (count(/[ăđơưạ-ỹ]/gi) / letters > 0.1) return 'vietnamese';
  if (count(/[^\p{ASCII}]/gu) / marks > 0.015) return 'accented';
  const [words, signs] = [count(/\p{L}+/gu), count(/[\p{P}\p{S}]/gu) / marks];
  if (signs < 0.09 && words > 0 && count(frequent) >= 0.12 * words) return 'english';
  if (count(/\p{N}/gu) / marks > 0.08) return 'mixed';
  return signs >= 0.08 ? 'code' : 'ascii';
}
