import { globSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { Application, type TypeDocOptions } from 'typedoc';
import { pagesFolder, root, website } from './paths.ts';

/** Returns the source file of every entry point of the published packages, by import specifier. */
function entryPoints(): ReadonlyMap<string, string> {
  const entries = new Map<string, string>();
  for (const path of globSync('packages/*/package.json', { cwd: root }).sort()) {
    const manifest = JSON.parse(readFileSync(join(root, path), 'utf8'));
    if (manifest.private) continue;
    for (const [name, target] of Object.entries<Record<string, string>>(manifest.exports ?? {})) {
      const source = target['@rephysco/source'];
      if (source) entries.set(posix.join(manifest.name, name), join(root, dirname(path), source));
    }
  }
  return entries;
}

/**
 * Writes the API reference as Markdown into `pages/api`, one page per entry point, from the doc comments.
 *
 * @throws Error if TypeDoc cannot read the sources.
 */
export async function writeApiReference(): Promise<void> {
  const entries = entryPoints();
  const options: TypeDocOptions & Readonly<Record<string, unknown>> = {
    entryPoints: [...entries.values()],
    tsconfig: join(website, 'tsconfig.json'),
    plugin: ['typedoc-plugin-markdown'],
    name: 'API reference',
    readme: 'none',
    router: 'member',
    excludeExternals: true,
    hideBreadcrumbs: true,
    hidePageHeader: true,
    entryFileName: 'index',
    indexFormat: 'table',
    parametersFormat: 'table',
    interfacePropertiesFormat: 'table',
    classPropertiesFormat: 'table',
    typeAliasPropertiesFormat: 'table',
    typeDeclarationFormat: 'table',
    propertyMembersFormat: 'table',
    enumMembersFormat: 'table',
    disableSources: true,
    out: join(pagesFolder, 'api'),
    skipErrorChecking: true,
    logLevel: 'Error',
    excludeInternal: true,
  };
  const app = await Application.bootstrapWithPlugins(options);
  const project = await app.convert();
  if (!project) throw new Error('TypeDoc cannot read the sources: its messages are above.');
  // TypeDoc uses the path of a module, such as `core/src/entry/provider`, as its name.
  const names = new Map(
    [...entries].map(([name, file]) => [
      relative(join(root, 'packages'), file)
        .replaceAll(sep, '/')
        .replace(/(?:\/index)?\.ts$/, ''),
      name.replace('@rephysco/', ''),
    ]),
  );
  for (const child of project.children ?? []) child.name = names.get(child.name) ?? child.name;
  await app.generateOutputs(project);
}
