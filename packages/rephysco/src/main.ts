import { keepCompiledCode } from './compiled-code.ts';
import { createTerminal } from './terminal/terminal.ts';
import { version } from './version.ts';

/** Runs the command line of this process, and sets its exit code. */
export async function start(args: readonly string[]): Promise<void> {
  const terminal = createTerminal();
  if (args[0] === '--version' || args[0] === '-V') {
    // `bin.ts` could not print the version. The terminal reports the reason.
    terminal.stdout.write(`${version}\n`);
    return;
  }
  keepCompiledCode(process.env);
  // With source maps, --debug prints positions in the sources.
  if (args.includes('--debug')) process.setSourceMapsEnabled(true);
  const { run } = await import('./program.ts');
  process.exitCode = await run(args, terminal);
}
