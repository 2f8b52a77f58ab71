#!/usr/bin/env node
import { keepCompiledCode } from './compiled-code.ts';
import { createTerminal } from './terminal/terminal.ts';
import { version } from './version.ts';

const args = process.argv.slice(2);
const terminal = createTerminal();
// Asked most often by scripts, so it is answered before anything else is loaded.
if (args[0] === '--version' || args[0] === '-V') {
  terminal.stdout.write(`${version}\n`);
} else {
  keepCompiledCode(process.env);
  // So that the places that --debug names are those of the sources.
  if (args.includes('--debug')) process.setSourceMapsEnabled(true);
  const { run } = await import('./program.ts');
  process.exitCode = await run(args, terminal);
}
