import { exitCodeOf, explain, fixFor } from './exit.ts';
import { errorJSON } from './output/json-output.ts';
import { toVisibleJSON } from './output/mark-invisible.ts';
import { type Context, type Invocation, redactFromEnvironment, writeLine } from './settings/context.ts';
import type { Terminal } from './terminal/terminal.ts';

/** Where a failure happened. */
export interface Scene {
  readonly terminal: Terminal;
  readonly invocation: Invocation;
  /** Absent where the failure came before it. */
  readonly context: Context | undefined;
}

/** Tells of a failure, in the form that the flags ask for and without any key, and gives its exit code. */
export function fail(error: unknown, args: readonly string[], { terminal, invocation, context }: Scene): number {
  const { stdout, stderr, env } = terminal;
  const clean = context?.redact ?? ((text: string) => redactFromEnvironment(text, env));
  const cleaned = { isTTY: stdout.isTTY, write: (text: string) => stdout.write(clean(text)) };
  if (args.includes('--json')) cleaned.write(`${toVisibleJSON(errorJSON(error, fixFor(error)))}\n`);
  if (args.includes('--jsonl')) writeLine(cleaned, invocation, 'error', errorJSON(error, fixFor(error)));
  stderr.write(clean(explain(error, args.includes('--debug'))));
  return exitCodeOf(error);
}
