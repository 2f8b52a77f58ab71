import type { Command } from 'commander';
import { another, choice, limit, number, pair } from './values.ts';

/** Adds the flags that say whom to ask, and how to reach him. */
export function withTarget(command: Command): Command {
  return withCommon(
    command
      .option('-p, --provider <name>', 'whom to ask; default: the first whose key is set')
      .option('-m, --model <name>', 'which model, or provider:model')
      .option('--base-url <url>', 'ask another server that speaks the same protocol'),
  );
}

/** Adds the flags that say how to answer. */
export function withAnswer(command: Command): Command {
  return command
    .option('-s, --system <text>', 'instructions that stand before the prompt; @file reads them')
    .option('-t, --temperature <number>', 'how freely to choose words', number)
    .option('--max-tokens <number>', 'most tokens of the answer', number)
    .option('--top-p <number>', 'share of likely words to choose from', number)
    .option('--stop <text>', 'end the answer here; may be repeated', another)
    .option('--seed <number>', 'same seed, same answer, where a model knows how', number)
    .option('-o, --option <key=value>', "the provider's own parameter, sent as it is; may be repeated", pair)
    .option('--reasoning <show|hide>', 'thinking on standard error; default: shown on a screen', choice('show', 'hide'))
    .option('--render <auto|plain|markdown>', 'default: Markdown on a screen', choice('auto', 'plain', 'markdown'))
    .option('--cache', 'answer what was asked before from the cache')
    .option('--no-cache', 'pass the cache by')
    .option('--refresh', 'ask anew and keep the fresh answer')
    .option('--cache-ttl <time>', 'keep the answer in the cache for so long: 90 (seconds), 10m, 12h, 7d', limit)
    .option('--retries <number>', 'tries after the first; default: 3', number)
    .option('--timeout <time>', 'limit of the whole call; 90 is seconds, 10m works too', limit)
    .option('--idle-timeout <time>', 'limit between two pieces of the answer; default: 60', limit);
}

/** Flags that every command has, and that may stand before it. */
export interface CommonFlags {
  readonly envFile?: boolean;
  readonly color?: 'auto' | 'always' | 'never';
  readonly quiet?: boolean;
}

/** Adds the flags that every command has. */
export function withCommon(command: Command, quiet: string = '-q, --quiet'): Command {
  return command
    .option('--no-env-file', 'do not read .env')
    .option('--color <auto|always|never>', 'default: on a screen only', choice('auto', 'always', 'never'))
    .option(quiet, 'tell nothing but errors beside the answer')
    .option('--debug', 'show where an error came from');
}
