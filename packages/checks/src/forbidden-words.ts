import { isTest, nameOf, type SourceFile } from './workspace.ts';

/** Word that is allowed in a few files only. */
export interface Rule {
  readonly word: RegExp;
  readonly reason: string;
  /** Packages that the rule checks. @default all packages */
  readonly within?: readonly string[];
  /** Packages (`http`) and files (`core/util/process-state.ts`) that may contain the word. */
  readonly allowed: readonly string[];
}

/** Words that the design allows in one place only. */
export const rules: readonly Rule[] = [
  {
    word: /openai|gemini|anthropic|claude|aliyun|silicon[-_ ]?flow|\bxai/i,
    reason: 'core reads facts, never names',
    within: ['core'],
    // The second file knows what keys look like, for all issuers.
    allowed: ['core/contract/provider.ts', 'core/util/redact.ts'],
  },
  {
    word: /gemini|anthropic|claude|aliyun|silicon[-_ ]?flow|\bxai|(?<!(from|import\() ?)'openai'/i,
    reason: 'the protocol reads facts, never names',
    within: ['openai-compatible'],
    // This file loads the SDK by its name.
    allowed: ['openai-compatible/service/sdk.ts'],
  },
  {
    word: /\bprocess\.env\b|\benv\b.* from 'node:process'/,
    reason: 'the environment is read where keys, proxies and the cache folder are looked up, and in the terminal',
    allowed: [
      'core/util/private-folder.ts',
      'core/provider-kit/environment.ts',
      'openai-compatible',
      'gemini',
      'http',
      'rephysco',
      'checks',
      'conformance',
    ],
  },
  {
    word: /\b(Date|performance)\.now\b|(?<![.\w])(set|clear)(Timeout|Interval|Immediate)\(|\bMath\.random\b|\bnew Date\(\)|timers\/promises|\bAbortSignal\.timeout\b/,
    reason: 'the time, timers and random numbers of core come from util/clock.ts, where a test can replace them',
    within: ['core'],
    allowed: ['core/util/clock.ts', 'core/testing/virtual-clock.ts'],
  },
  { word: /\bglobalThis\b/, reason: 'global state lives in one cell', allowed: ['core/util/process-state.ts', 'http'] },
];

/** Returns every forbidden word in the files, with its line. */
export function wordProblems(files: readonly SourceFile[], table: readonly Rule[] = rules): readonly string[] {
  return files
    .filter((file) => !isTest(file))
    .flatMap((file) => table.filter((rule) => appliesTo(rule, file)).flatMap((rule) => hits(file, rule)));
}

function appliesTo({ within, allowed }: Rule, { package: folder, path }: SourceFile): boolean {
  return (within?.includes(folder) ?? true) && !allowed.includes(folder) && !allowed.includes(`${folder}/${path}`);
}

function hits(file: SourceFile, { word, reason }: Rule): readonly string[] {
  return file.text.split('\n').flatMap((line, index) => {
    // Examples in doc comments may name a provider.
    if (line.trimStart().startsWith('* ')) return [];
    const found = word.exec(line)?.[0];
    return found ? [`${nameOf(file)}:${index + 1} contains '${found}': ${reason}`] : [];
  });
}
