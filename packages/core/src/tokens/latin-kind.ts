/**
 * Kind of text in Latin letters, digits and punctuation. `mixed` contains many digits, such as hexadecimal numbers and
 * base64. `romance` is French, Spanish, Portuguese, Italian or Catalan. `ascii` and `accented` are other languages than
 * English. `decomposed` is Vietnamese with accents as separate characters.
 */
export type LatinKind =
  | 'english'
  | 'romance'
  | 'code'
  | 'mixed'
  | 'ascii'
  | 'accented'
  | 'vietnamese'
  | 'decomposed'
  | 'blank';

/** Number of characters at the beginning of a text that determine its kind. */
const sampleLength = 20_000;

const frequent = /\b(?:the|of|and|to|in|is|that|for|with|are|be|this|it|as|or|by|not|from|has)\b/gi;

/** Frequent words of Romance languages, and of Dutch, which shares `de`. */
const romance =
  /(?<!\p{L})(?:de|la|el|los|las|del|que|una|une|por|para|con|les|des|du|et|le|dans|il|di|che|della|delle|nella|alla|gli|do|os|dos|das|em|uma|els|ou|ao|não|qui|dels|pour|com)(?!\p{L})/giu;
const dutch = /(?<!\p{L})(?:het|een|van|op|voor)(?!\p{L})/giu;

/** Returns the kind of a text in Latin letters, by its characters and its most frequent words. */
export function latinKind(text: string): LatinKind {
  const sample = text.slice(0, sampleLength);
  const count = (pattern: RegExp): number => sample.match(pattern)?.length ?? 0;
  const marks = count(/\S/g);
  if (marks === 0) return 'blank';
  const letters = Math.max(1, count(/\p{L}/gu));
  if (count(/[\u0300-\u036f]/g) / letters > 0.05) return 'decomposed';
  if (count(/[ăđơưạ-ỹ]/gi) / letters > 0.1) return 'vietnamese';
  const [words, signs] = [count(/\p{L}+/gu), count(/[\p{P}\p{S}]/gu) / marks];
  if (signs < 0.09 && words > 0 && count(romance) - count(dutch) >= 0.12 * words) return 'romance';
  if (count(/[^\p{ASCII}]/gu) / marks > 0.015) return 'accented';
  if (signs < 0.09 && words > 0 && count(frequent) >= 0.12 * words) return 'english';
  if (count(/\p{N}/gu) / marks > 0.08) return 'mixed';
  return signs >= 0.08 ? 'code' : 'ascii';
}
