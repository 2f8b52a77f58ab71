import { keepCompiledCode } from './compiled-code.ts';
import { createTerminal } from './terminal/terminal.ts';
import { version } from './version.ts';

const args = process.argv.slice(2);
const terminal = createTerminal();
if (args[0] === '--version' || args[0] === '-V') {
  // `bin.ts` could not print it. The terminal says why.
  terminal.stdout.write(`${version}\n`);
} else {
  keepCompiledCode(process.env);
  // The places that --debug prints are then those of the sources.
  if (args.includes('--debug')) process.setSourceMapsEnabled(true);
  const { run } = await import('./program.ts');
  process.exitCode = await run(args, terminal);
}
