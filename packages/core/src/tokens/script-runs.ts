import type { FittedScript } from './script-fits.ts';

/** Section of a text in one script, including blanks, digits and punctuation within and after it. */
export interface ScriptRun {
  readonly text: string;
  readonly script: FittedScript | 'latin' | 'unknown';
}

type Range = readonly [from: number, to: number, script: RangeScript];
type RangeScript = Exclude<FittedScript, 'kana' | 'ukrainian' | 'cyrillicOther' | 'persian'> | 'latin' | 'unknown';

/** Unicode blocks by script, in order. Characters between them belong to the surrounding run. */
const ranges: readonly Range[] = [
  [0x41, 0x5a, 'latin'],
  [0x61, 0x7a, 'latin'],
  [0xc0, 0x24f, 'latin'],
  [0x370, 0x3ff, 'greek'],
  [0x400, 0x52f, 'cyrillic'],
  [0x531, 0x58f, 'armenian'],
  [0x591, 0x5ff, 'hebrew'],
  [0x610, 0x65f, 'arabic'],
  [0x66e, 0x6ef, 'arabic'],
  [0x6fa, 0x77f, 'arabic'],
  [0x780, 0x7bf, 'thaana'],
  [0x7c0, 0x8ff, 'unknown'],
  [0x900, 0x97f, 'devanagari'],
  [0x980, 0x9ff, 'bengali'],
  [0xa00, 0xa7f, 'gurmukhi'],
  [0xa80, 0xaff, 'gujarati'],
  [0xb00, 0xb7f, 'unknown'],
  [0xb80, 0xbff, 'tamil'],
  [0xc00, 0xc7f, 'telugu'],
  [0xc80, 0xcff, 'kannada'],
  [0xd00, 0xd7f, 'malayalam'],
  [0xd80, 0xdff, 'sinhala'],
  [0xe00, 0xe7f, 'thai'],
  [0xe80, 0xeff, 'lao'],
  [0xf00, 0xfff, 'tibetan'],
  [0x1000, 0x109f, 'myanmar'],
  [0x10a0, 0x10ff, 'georgian'],
  [0x1100, 0x11ff, 'hangul'],
  [0x1200, 0x139f, 'ethiopic'],
  [0x13a0, 0x13ff, 'cherokee'],
  [0x1400, 0x167f, 'canadian'],
  [0x1680, 0x177f, 'unknown'],
  [0x1780, 0x17ff, 'khmer'],
  [0x1800, 0x1dff, 'unknown'],
  [0x1e00, 0x1eff, 'latin'],
  [0x1f00, 0x1fff, 'greek'],
  [0x2c00, 0x2dff, 'unknown'],
  [0x2e80, 0x2fdf, 'han'],
  [0x3041, 0x30ff, 'han'],
  [0x3131, 0x318e, 'hangul'],
  [0x31f0, 0x31ff, 'han'],
  [0x3400, 0x4dbf, 'han'],
  [0x4e00, 0x9fff, 'han'],
  [0xa000, 0xa4cf, 'yi'],
  [0xa4d0, 0xabff, 'unknown'],
  [0xac00, 0xd7ff, 'hangul'],
  [0xf900, 0xfaff, 'han'],
  [0xfb50, 0xfdff, 'arabic'],
  [0xfe70, 0xfefc, 'arabic'],
  [0xff66, 0xff9f, 'han'],
  [0x10000, 0x1cfff, 'unknown'],
  [0x20000, 0x3ffff, 'han'],
];

/** Matches text with only Latin letters, which is the usual case. */
const onlyLatin = /^[\p{ASCII}\u0080-\u024f\u1e00-\u1eff\u2000-\u20cf\u2190-\u2bff]*$/u;

/** Splits a text into runs of one script each. A text without letters is one Latin run. */
export function scriptRuns(text: string): readonly ScriptRun[] {
  if (onlyLatin.test(text)) return [{ text, script: 'latin' }];
  const runs: ScriptRun[] = [];
  let script: RangeScript | undefined;
  let start = 0;
  const close = (end: number): void => {
    const run = text.slice(start, end);
    if (run !== '') runs.push({ text: run, script: languageOf(run, script ?? 'latin') });
    start = end;
  };
  for (let place = 0; place < text.length; ) {
    const code = text.codePointAt(place) ?? 0;
    const found = scriptAt(code);
    if (found !== undefined && found !== script) {
      if (script !== undefined) close(place);
      script = found;
    }
    place += code > 0xffff ? 2 : 1;
  }
  close(text.length);
  return runs;
}

function scriptAt(code: number): RangeScript | undefined {
  let [low, high] = [0, ranges.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const [from, to, script] = ranges[middle] as Range;
    if (code < from) high = middle - 1;
    else if (code > to) low = middle + 1;
    else return script;
  }
  return undefined;
}

/** Number of letters at the beginning of a run that determine its language. */
const sampleLength = 20_000;

const shareOf = (text: string, pattern: RegExp): number =>
  (text.match(pattern)?.length ?? 0) / Math.max(1, text.match(/\p{L}/gu)?.length ?? 0);

/**
 * Returns the language of a run. Vocabularies contain the letters of frequent languages, and few others of their
 * scripts.
 */
function languageOf(run: string, script: RangeScript): ScriptRun['script'] {
  if (script !== 'han' && script !== 'cyrillic' && script !== 'arabic') return script;
  const sample = run.slice(0, sampleLength);
  if (script === 'han') return shareOf(sample, /[\u3041-\u30ff]/g) > 0.15 ? 'kana' : 'han';
  if (script === 'arabic') return shareOf(sample, /[\u0671-\u06ef]/g) < 0.015 ? 'arabic' : 'persian';
  if (shareOf(sample, /[ѐ-ѯҊ-ԯіў]/g) < 0.015) return 'cyrillic';
  return shareOf(sample, /[їєґ]/gi) > 0.005 ? 'ukrainian' : 'cyrillicOther';
}
