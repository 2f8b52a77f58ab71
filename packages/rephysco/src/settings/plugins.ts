import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ConfigurationError } from '@rephysco/core';
import type { Paths } from './paths.ts';

/** Returns the folder into which `plugins add` installs packages. */
export const pluginFolder = ({ config }: Paths): string => join(config, 'plugins');

/**
 * Imports a plugin: a package that registers a provider when it is imported.
 *
 * @param plugin name of a package that `plugins add` installed, or the absolute path of a file
 * @throws ConfigurationError if it is not installed or fails
 */
export async function loadPlugin(plugin: string, paths: Paths): Promise<void> {
  try {
    await importFrom(pluginFolder(paths), plugin);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const isMissing = code === 'ERR_MODULE_NOT_FOUND' && message.includes(`'${plugin}'`);
    const what = isMissing
      ? `is not installed. Run: rephysco plugins add ${plugin}. Or remove it: rephysco plugins remove ${plugin}.`
      : `cannot be loaded: ${message}. To remove it, run: rephysco plugins remove ${plugin}.`;
    throw new ConfigurationError(`The plugin '${plugin}' ${what}`, { cause });
  }
}

/**
 * Imports a module as a file of a folder does, with the conditions of `import`. Node.js offers no other way to do this:
 * `createRequire` resolves the conditions of `require`, which many packages do not have.
 */
async function importFrom(folder: string, specifier: string): Promise<void> {
  const { existsSync, mkdirSync, writeFileSync } = process.getBuiltinModule('node:fs');
  const { isAbsolute } = process.getBuiltinModule('node:path');
  if (isAbsolute(specifier)) {
    await import(pathToFileURL(specifier).href);
    return;
  }
  const file = join(folder, 'import.mjs');
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(file, 'export default (specifier) => import(specifier);\n');
  }
  const module = (await import(pathToFileURL(file).href)) as { default(specifier: string): Promise<unknown> };
  await module.default(specifier);
}
