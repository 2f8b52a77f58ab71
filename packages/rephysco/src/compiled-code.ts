import { join } from 'node:path';
import { pathsFor } from './settings/paths.ts';

/**
 * Has Node keep what it compiles, in a folder of the user's cache that only he can enter: 10 ms of CPU less from the
 * second run on. Where nothing can be written nothing is kept; `NODE_DISABLE_COMPILE_CACHE=1` turns it off.
 */
export function keepCompiledCode(env: Readonly<Record<string, string | undefined>>): void {
  if (env.NODE_DISABLE_COMPILE_CACHE) return;
  try {
    const folder = join(pathsFor(env).cache, 'compiled');
    process.getBuiltinModule('node:fs').mkdirSync(folder, { recursive: true, mode: 0o700 });
    process.getBuiltinModule('node:module').enableCompileCache(folder);
  } catch {
    // It runs as well without.
  }
}
