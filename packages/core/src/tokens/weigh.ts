import { latinKind } from './latin-kind.ts';
import type { ScriptFit } from './script-fits.ts';
import { type ScriptRun, scriptRuns } from './script-runs.ts';
import type { Count } from './text-tokens.ts';
import type { Vocabulary } from './tokenizer-profiles.ts';

/** Tokens of a text in a vocabulary, and the maximum difference in either direction. */
export interface Weight {
  readonly tokens: number;
  readonly bound: number;
}

/** Relative error of digits and of rounding per run. */
const digitError = 0.02;
const rounding = 2;

/** Fit of scripts without measurements: every byte may be a token. */
const unknownScript: ScriptFit = [1, 0.5, 0.5];

/**
 * Estimates the tokens of a text from those of `o200k_base`, for each script separately.
 *
 * @param count returns the number of tokens of `o200k_base`
 */
export function weigh(text: string, count: Count, vocabulary: Vocabulary): Weight {
  let tokens = 0;
  let bound = text === '' ? 0 : rounding;
  for (const run of scriptRuns(vocabulary.composes ? text.normalize('NFC') : text)) {
    const weight = weighRun(run, count, vocabulary);
    tokens += weight.tokens;
    bound += weight.bound;
  }
  return { tokens, bound };
}

function weighRun({ text, script }: ScriptRun, count: Count, vocabulary: Vocabulary): Weight {
  let [digits, groups] = [0, 0];
  for (const [found] of text.matchAll(/\p{N}+/gu)) {
    digits += found.length;
    groups += Math.ceil(found.length / 3);
  }
  const own = vocabulary.digits === 'single' ? digits : groups;
  const rest = Math.max(0, count(text) - groups);
  const [words, error] =
    script === 'latin' ? latinTokens(text, rest, vocabulary) : scriptTokens(text, rest, script, vocabulary);
  return { tokens: words + own, bound: words * error + own * digitError };
}

function latinTokens(
  text: string,
  rest: number,
  { latin, blanks }: Vocabulary,
): readonly [tokens: number, error: number] {
  const kind = latinKind(text);
  const [byToken, error, byAccent = 0] = latin[kind];
  if (kind === 'blank' && blanks !== undefined) return [blankRuns(text, blanks), error];
  const accents = byAccent === 0 ? 0 : (text.match(/[^\p{ASCII}]/gu)?.length ?? 0);
  return [rest * byToken + accents * byAccent, error];
}

function scriptTokens(
  text: string,
  rest: number,
  script: Exclude<ScriptRun['script'], 'latin'>,
  { scripts }: Vocabulary,
): readonly [tokens: number, error: number] {
  const [byToken, byLetter, error] = script === 'unknown' ? unknownScript : scripts[script];
  const letters = byLetter === 0 ? 0 : (text.match(/[^\s\p{P}\p{N}\p{S}]/gu)?.length ?? 0);
  return [rest * byToken + letters * byLetter, error];
}

/** Returns the number of tokens of blanks, of which only equal ones share a token. */
function blankRuns(text: string, most: number): number {
  let tokens = 0;
  for (const [run] of text.matchAll(/ +|\n+|\t+|[^ \n\t]/g)) tokens += Math.ceil(run.length / most);
  return tokens;
}
