import type { ModelInfo, Tokenizer } from '../contract/model-info.ts';
import type { LatinKind } from './latin-kind.ts';
import { deepseekScripts, gemmaScripts, qwenScripts, type ScriptFits } from './script-fits.ts';

/** Rules that derive the tokens of a vocabulary from those of `o200k_base`. */
export interface Vocabulary {
  /**
   * Tokens per `o200k_base` token of Latin text, by kind of text, the maximum relative error, and additional tokens per
   * character outside ASCII.
   */
  readonly latin: Readonly<Record<LatinKind, readonly [byToken: number, error: number, byAccent?: number]>>;
  readonly scripts: ScriptFits;
  /** Tokens of digits: one each, or groups of up to three as in `o200k_base`. */
  readonly digits: 'single' | 'groups';
  /** Number of blanks per token, if it differs from `o200k_base`. */
  readonly blanks?: number;
  /** `true` if accents are combined with their letters first. */
  readonly composes?: true;
}

/** Factors from `o200k_base` tokens to the tokens of a model, and the overhead of its chat format. */
export interface TokenProfile {
  /** Rules of the vocabulary. Absent if it is `o200k_base` or unknown. */
  readonly vocabulary?: Vocabulary;
  /** Number of tokens that surround each message. */
  readonly perMessage: number;
  /** Number of tokens that begin the answer. */
  readonly perAnswer: number;
  /** Number of tokens that introduce tools, in addition to their definitions. */
  readonly toolPreamble: number;
  /** Maximum number of tokens that the service may add without reporting them. */
  readonly hidden: number;
  /** `true` if a schema of the answer is part of the prompt. @default true */
  readonly countsSchema?: boolean;
}

const gpt: TokenProfile = { perMessage: 4, perAnswer: 3, toolPreamble: 8, hidden: 8 };

/*
 * Latin kinds were fitted to articles 2 to 30 of the Universal Declaration of Human Rights in 57 languages, to source
 * code in four programming languages, JSON, Markdown, and random digits, hexadecimal numbers, base64 and blanks
 * (November 2026). Their errors were verified with article 1 and the preamble.
 */
const qwen: Vocabulary = {
  latin: {
    english: [1, 0.06],
    romance: [1.15, 0.14, 0.46],
    code: [0.99, 0.08],
    mixed: [1.01, 0.06],
    ascii: [1.23, 0.22],
    accented: [1.15, 0.17, 0.45],
    vietnamese: [0.97, 0.08],
    decomposed: [1.1, 0.3],
    blank: [0.9, 0.45],
  },
  scripts: qwenScripts,
  digits: 'single',
  composes: true,
};
const deepseek: Vocabulary = {
  latin: {
    english: [1.03, 0.08],
    romance: [1.08, 0.1, 0.51],
    code: [1.08, 0.12],
    mixed: [1.02, 0.06],
    ascii: [1.18, 0.18],
    accented: [1.1, 0.22, 0.34],
    vietnamese: [1.5, 0.1],
    decomposed: [1.14, 0.2],
    blank: [1.4, 0.45],
  },
  scripts: deepseekScripts,
  digits: 'groups',
};
const gemma: Vocabulary = {
  latin: {
    english: [1.06, 0.11],
    romance: [0.96, 0.11, 0.75],
    code: [1.18, 0.18],
    mixed: [1.05, 0.1],
    ascii: [1.05, 0.19],
    accented: [0.98, 0.2, 0.32],
    vietnamese: [0.96, 0.08],
    decomposed: [0.82, 0.15],
    blank: [1, 0.2],
  },
  scripts: gemmaScripts,
  digits: 'single',
  blanks: 31,
};

/** Overhead of the published chat templates. `toolPreamble` and `hidden` come from recorded answers. */
const profiles: Readonly<Record<Tokenizer, TokenProfile>> = {
  o200k_base: gpt,
  cl100k_base: gpt,
  o200k_harmony: { ...gpt, hidden: 60 },
  qwen3: { vocabulary: qwen, perMessage: 5, perAnswer: 7, toolPreamble: 100, hidden: 10 },
  deepseek_v3: { vocabulary: deepseek, perMessage: 2, perAnswer: 2, toolPreamble: 100, hidden: 8 },
  // The service enforces the schema during generation, so the prompt does not contain it.
  gemma3: { vocabulary: gemma, perMessage: 0, perAnswer: 1, toolPreamble: 0, hidden: 8, countsSchema: false },
};

// A service with an unknown vocabulary added up to 205 tokens to a plain question.
const unknown: TokenProfile = { perMessage: 5, perAnswer: 3, toolPreamble: 150, hidden: 210 };

/** Returns the token profile of a model. */
export function tokenProfile({ tokenizer, kind, toolPreamble }: ModelInfo): TokenProfile {
  if (!tokenizer) return toolPreamble === undefined ? unknown : { ...unknown, toolPreamble };
  const profile = profiles[tokenizer];
  // Recorded answers of GPT reasoning models have one token less per answer than those of other GPT models.
  return tokenizer === 'o200k_base' && kind === 'reasoning' ? { ...profile, perAnswer: 2 } : profile;
}
