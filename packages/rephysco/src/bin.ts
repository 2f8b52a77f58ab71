#!/usr/bin/env node
// Runs on every Node.js that reads modules, and imports nothing before it knows the version.
import manifest from '../package.json' with { type: 'json' };

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const [, option] = process.argv.slice(1);
if (major < 22 || (major === 22 && minor < 12)) {
  process.stderr.write(
    `error: rephysco needs Node.js 22.12 or later, and this is Node.js ${process.versions.node}. Install a newer one from https://nodejs.org.\n`,
  );
  process.exitCode = 2;
} else if ((option !== '--version' && option !== '-V') || !printed(`${manifest.version}\n`)) {
  await import('./main.ts');
}

/** Prints the version, which scripts ask for most often, without loading a file. Returns `false` if that failed. */
function printed(text: string): boolean {
  try {
    process.getBuiltinModule('node:fs').writeSync(1, text);
    return true;
  } catch {
    return false;
  }
}
