import { join } from 'node:path';
import { pathsFor } from './settings/paths.ts';

/**
 * Makes Node cache compiled code in a folder of the user's cache that only the user can access. From the second run on,
 * this saves 10 ms of CPU. Without write access, nothing is cached. `NODE_DISABLE_COMPILE_CACHE=1` turns it off, and
 * `NODE_COMPILE_CACHE` sets another folder, which Node then uses by itself.
 */
export function keepCompiledCode(env: Readonly<Record<string, string | undefined>>): void {
  if (env.NODE_DISABLE_COMPILE_CACHE || env.NODE_COMPILE_CACHE) return;
  try {
    const folder = join(pathsFor(env).cache, 'compiled');
    process.getBuiltinModule('node:fs').mkdirSync(folder, { recursive: true, mode: 0o700 });
    process.getBuiltinModule('node:module').enableCompileCache(folder);
  } catch {
    // The command runs without the cache.
  }
}
