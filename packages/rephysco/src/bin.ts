#!/usr/bin/env node
import { createTerminal } from './terminal.ts';
import { version } from './version.ts';

const [first] = process.argv.slice(2);
// Asked most often by scripts, so it is answered before anything else is loaded.
if (first === '--version' || first === '-V') {
  console.log(version);
} else {
  const terminal = createTerminal();
  const { run } = await import('./program.ts');
  process.exitCode = await run(process.argv.slice(2), terminal);
}
