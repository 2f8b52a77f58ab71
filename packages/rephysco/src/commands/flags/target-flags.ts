import type { Command } from 'commander';
import { another, choice, limit, number, pair } from './flag-values.ts';

/** Adds the flags that select a provider, a model and a server. */
export function withTarget(command: Command): Command {
  return withCommon(
    command
      .option('-p, --provider <name>', 'provider (default: first with an API key)')
      .option('-m, --model <name>', 'model, or provider:model')
      .option('--base-url <url>', 'another server with the same protocol'),
  );
}

/** Adds the flags that set options of the call and of the display. */
export function withAnswer(command: Command): Command {
  return withCall(command)
    .option(
      '--reasoning <show|hide>',
      'reasoning on standard error (default: show on a terminal)',
      choice('show', 'hide'),
    )
    .option('--render <auto|plain|markdown>', '(default: Markdown on a terminal)', choice('auto', 'plain', 'markdown'));
}

/** Adds the flags that set options of the call. `optionFlags` are the names of the flag for parameters of the provider. */
export function withCall(command: Command, optionFlags: string = '-o, --option <key=value>'): Command {
  return command
    .option('-s, --system <text>', 'system prompt; @file reads it from a file')
    .option('-t, --temperature <number>', 'sampling temperature', number)
    .option('--max-tokens <number>', 'maximum number of output tokens', number)
    .option('--top-p <number>', 'nucleus sampling threshold', number)
    .option('--stop <text>', 'stop sequence; may be repeated', another)
    .option('--seed <number>', 'seed for models that support one', number)
    .option(optionFlags, 'parameter of the provider, sent unchanged; may be repeated', pair)
    .option('--cache', 'read answers from the cache and store new ones')
    .option('--no-cache', 'do not use the cache')
    .option('--refresh', 'send the request and replace the cache entry')
    .option('--cache-ttl <time>', 'lifetime of the cache entry: 90 (seconds), 10m, 12h, 7d', limit)
    .option('--retries <number>', 'maximum number of retries (default: 3)', number)
    .option('--timeout <time>', 'limit of the whole call: 90 (seconds), 10m', limit)
    .option('--idle-timeout <time>', 'limit between two chunks of the answer (default: 60 seconds)', limit);
}

/** Flags of every command. They can come before the command. */
export interface CommonFlags {
  readonly envFile?: boolean;
  readonly color?: 'auto' | 'always' | 'never';
  readonly quiet?: boolean;
}

/** Adds the flags of every command. */
export function withCommon(command: Command, quiet: string = '-q, --quiet'): Command {
  return command
    .option('--no-env-file', 'do not read .env')
    .option('--color <auto|always|never>', '(default: on a terminal only)', choice('auto', 'always', 'never'))
    .option(quiet, 'print only the answer and errors')
    .option('--debug', 'print the stack trace of an error');
}
