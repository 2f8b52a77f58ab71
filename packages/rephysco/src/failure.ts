import { exitCodeOf, explain, fixFor } from './exit.ts';
import { errorJSON } from './output/json-output.ts';
import { toVisibleJSON } from './output/mark-invisible.ts';
import { wrapFor } from './output/table.ts';
import { type Context, type Invocation, redactFromEnvironment, writeLine } from './settings/context.ts';
import type { Terminal } from './terminal/terminal.ts';

/** Context of a failure. */
export interface Scene {
  readonly terminal: Terminal;
  readonly invocation: Invocation;
  /** Context of the command. Absent if the failure occurred before its creation. */
  readonly context: Context | undefined;
}

/** Reports a failure without any key, as JSON if a flag requests it. Returns the exit code. */
export function fail(error: unknown, args: readonly string[], { terminal, invocation, context }: Scene): number {
  const { stdout, stderr, env } = terminal;
  const clean = context?.redact ?? ((text: string) => redactFromEnvironment(text, env));
  const cleaned = { isTTY: stdout.isTTY, write: (text: string) => stdout.write(clean(text)) };
  if (args.includes('--json')) cleaned.write(`${toVisibleJSON(errorJSON(error, fixFor(error)))}\n`);
  if (args.includes('--jsonl')) writeLine(cleaned, invocation, 'error', errorJSON(error, fixFor(error)));
  stderr.write(wrapFor(stderr, clean(explain(error, args.includes('--debug'))), '  '));
  return exitCodeOf(error);
}
