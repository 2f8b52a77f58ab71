/**
 * Loads a dependency on first use, or returns `undefined` where it is not installed, for example beside a bundle in one
 * file. Bundlers do not follow this call, so the dependency adds nothing to a bundle.
 *
 * @param from `import.meta.url` of the file that needs the package
 */
export function installed<Exports>(name: string, from: string): Exports | undefined {
  try {
    return process.getBuiltinModule('node:module').createRequire(from)(name) as Exports;
  } catch {
    return undefined;
  }
}
