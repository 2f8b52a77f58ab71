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
  const { createRequire } = process.getBuiltinModule('node:module');
  let file: string;
  try {
    file = createRequire(join(pluginFolder(paths), 'package.json')).resolve(plugin);
  } catch (cause) {
    throw new ConfigurationError(
      `The plugin '${plugin}' is not installed. Run: rephysco plugins add ${plugin}. Or remove it: rephysco plugins remove ${plugin}.`,
      { cause },
    );
  }
  try {
    await import(pathToFileURL(file).href);
  } catch (cause) {
    throw new ConfigurationError(
      `The plugin '${plugin}' cannot be loaded: ${(cause as Error).message}. To remove it, run: rephysco plugins remove ${plugin}.`,
      { cause },
    );
  }
}
