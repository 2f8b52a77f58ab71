import { ConfigurationError } from '../contract/errors.ts';

/**
 * Loads an official SDK on first use, because an SDK takes up to 190 ms of CPU (Node 24).
 *
 * @param from `import.meta.url` of the file that needs the package
 * @throws ConfigurationError if the package is not installed
 */
export function loadPackage<Exports>(name: string, from: string): Exports {
  try {
    return process.getBuiltinModule('node:module').createRequire(from)(name) as Exports;
  } catch (cause) {
    throw new ConfigurationError(`sdk() needs the package '${name}'. Install it: npm install ${name}`, { cause });
  }
}
