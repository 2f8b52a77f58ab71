import { join, posix } from 'node:path';
import ts from 'typescript';
import { type Manifest, type Package, root } from './workspace.ts';

/** Returns every entry of a package: its import specifier and its source file. */
export function entriesOf({ folder, manifest }: Pick<Package, 'folder' | 'manifest'>): readonly Entry[] {
  return Object.entries(manifest.exports ?? {}).flatMap(([path, target]) => {
    const source = typeof target === 'string' ? undefined : target['@rephysco/source'];
    return source ? [{ name: posix.join(manifest.name, path), file: join(root, 'packages', folder, source) }] : [];
  });
}

export interface Entry {
  readonly name: string;
  readonly file: string;
}

/** Returns the compiler options for all sources of the repository. */
export function compilerOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.base.json'), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  return { ...options, noEmit: true };
}

/** Lists the names that an entry exports: first those that exist at run time, then types. */
export function apiOf({ name, file }: Entry, program: ts.Program): string {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const module = source && checker.getSymbolAtLocation(source);
  if (!module) throw new Error(`${name} exports nothing: ${file} is missing or no module`);
  const kinds = checker.getExportsOfModule(module).map((symbol) => ({
    name: symbol.name,
    value: isValue(symbol, checker),
  }));
  const list = (value: boolean) =>
    kinds
      .filter((kind) => kind.value === value)
      .map((kind) => `  ${kind.name}\n`)
      .sort();
  return [name, '\n\nvalues\n', ...list(true), '\ntypes\n', ...list(false)].join('');
}

/** Returns the path of the list of a package's names. */
export function listOf(manifest: Manifest): string {
  return join(root, 'packages/checks/api', `${manifest.name.replace('@rephysco/', '')}.txt`);
}

function isValue(symbol: ts.Symbol, checker: ts.TypeChecker): boolean {
  if (!(symbol.flags & ts.SymbolFlags.Alias)) return Boolean(symbol.flags & ts.SymbolFlags.Value);
  if (symbol.declarations?.some(ts.isTypeOnlyImportOrExportDeclaration)) return false;
  const next = checker.getImmediateAliasedSymbol(symbol);
  return next !== undefined && isValue(next, checker);
}
