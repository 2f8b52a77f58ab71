import { ConfigurationError, fileStore } from '@rephysco/core';
import type { Command } from 'commander';
import { schema } from '../output/json-output.ts';
import type { Context } from '../settings/context.ts';
import type { Run } from './command.ts';
import { duration, size } from './flags/flag-values.ts';
import { addPath } from './flags/path-command.ts';
import { withCommon } from './flags/target-flags.ts';

/** Defines `cache`. */
export function addCache(cache: Command, run: Run): void {
  withCommon(cache.command('stats', { isDefault: true }).description('print the number of answers and their size'))
    .option('--json', 'print one JSON object')
    .action((flags) => run(flags, (context) => cacheStats(flags, context)));
  withCommon(cache.command('clear').description('remove all answers'))
    .option('--yes', 'do not ask for confirmation')
    .action((flags) => run(flags, (context) => clearCache(flags, context)));
  withCommon(cache.command('prune').description('remove expired answers'))
    .option('--older-than <time>', 'remove also answers that were not used for this time: 12h, 7d', duration)
    .option('--max-size <bytes>', 'remove also the least recently used answers above this size: 200mb', size)
    .action((flags) => run(flags, (context) => pruneCache(flags, context)));
  addPath(cache, run, ({ paths }) => paths.cache);
}

const storeOf = ({ paths }: Context) => fileStore({ dir: paths.cache });

/** Prints the number of answers in the cache and their size. */
export async function cacheStats({ json }: { readonly json?: boolean }, context: Context): Promise<number> {
  const { entries, bytes } = await storeOf(context).stats();
  const text = json
    ? JSON.stringify({ schema, path: context.paths.cache, entries, bytes })
    : `${entries} answers, ${(bytes / 1e6).toFixed(1)} MB in ${context.paths.cache}`;
  context.terminal.stdout.write(`${text}\n`);
  return 0;
}

/** Removes all answers after a confirmation. @throws ConfigurationError without a terminal */
export async function clearCache({ yes }: { readonly yes?: boolean }, context: Context): Promise<number> {
  const store = storeOf(context);
  const { entries } = await store.stats();
  if (!yes && !(await agreed(`Remove ${entries} answers? [y/N] `, context))) return 1;
  await store.clear();
  context.terminal.notes.write(`${entries} answers removed.\n`);
  return 0;
}

/** Flags of `cache prune`: seconds and bytes. */
export interface PruneFlags {
  readonly olderThan?: number;
  readonly maxSize?: number;
}

/** Removes expired entries, and those that the flags select. */
export async function pruneCache({ olderThan, maxSize }: PruneFlags, context: Context): Promise<number> {
  const gone = await storeOf(context).prune({ olderThan, maxBytes: maxSize });
  context.terminal.notes.write(`${gone} files removed.\n`);
  return 0;
}

async function agreed(question: string, { terminal }: Context): Promise<boolean> {
  const { stdin, signal } = terminal;
  if (!stdin.isTTY) throw new ConfigurationError("Cannot ask for confirmation without a terminal. Add '--yes'.");
  terminal.stderr.write(question);
  const { createInterface } = await import('node:readline/promises');
  const reader = createInterface({ input: stdin });
  try {
    return /^y(?:es)?$/i.test((await reader.question('', { signal })).trim());
  } finally {
    reader.close();
  }
}
