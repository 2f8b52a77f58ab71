#!/usr/bin/env node
// Must run on every Node.js with ES modules. Imports nothing before the version check.
import manifest from '../package.json' with { type: 'json' };

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const [, option] = process.argv.slice(1);
if (major < 22 || (major === 22 && minor < 12)) {
  process.stderr.write(
    `error: rephysco needs Node.js 22.12 or later, and this is Node.js ${process.versions.node}. Install a newer one from https://nodejs.org.\n`,
  );
  process.exitCode = 2;
} else if ((option !== '--version' && option !== '-V') || !printed(`${manifest.version}\n`)) {
  const { start } = await import('./main.ts');
  await start(process.argv.slice(2));
}

/** Prints the version, the most frequent call of scripts, without loading another file. Returns `false` on failure. */
function printed(text: string): boolean {
  try {
    process.getBuiltinModule('node:fs').writeSync(1, text);
    return true;
  } catch {
    return false;
  }
}
