import type { Command } from 'commander';
import type { Context } from '../settings/context.ts';
import type { CommonFlags } from './flags/target-flags.ts';

/** Runs the action of a command in the context that its flags set. */
export type Run = (flags: CommonFlags, action: (context: Context) => number | Promise<number>) => Promise<void>;

/** Adds arguments, flags, subcommands and the action to a command. */
export type Add = (command: Command, run: Run) => void;
