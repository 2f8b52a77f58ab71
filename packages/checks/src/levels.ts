import { importsOf, isRelative, targetOf } from './imports.ts';
import { isTest, nameOf, type SourceFile } from './workspace.ts';

/**
 * Folders that each folder of core may import, lowest folder first. A file directly in `src` is named without `.ts`.
 */
export const levels: Readonly<Record<string, readonly string[]>> = {
  util: [],
  contract: ['util'],
  structured: ['contract', 'util'],
  options: ['contract', 'util'],
  models: ['options', 'contract', 'util'],
  account: ['models', 'options', 'contract', 'util'],
  media: ['options', 'contract', 'util'],
  stream: ['structured', 'media', 'contract', 'util'],
  tokens: ['media', 'models', 'contract', 'util'],
  middleware: ['account', 'stream', 'tokens', 'models', 'options', 'contract', 'util'],
  cache: ['stream', 'options', 'contract', 'util'],
  'provider-kit': ['cache', 'account', 'structured', 'models', 'media', 'stream', 'contract', 'util'],
  tools: ['middleware', 'structured', 'stream', 'media', 'options', 'contract', 'util'],
  call: [
    'tools',
    'cache',
    'middleware',
    'structured',
    'tokens',
    'stream',
    'media',
    'account',
    'models',
    'options',
    'contract',
    'util',
  ],
  conversation: ['call', 'tools', 'structured', 'stream', 'tokens', 'models', 'media', 'options', 'contract', 'util'],
  map: ['options', 'contract', 'util'],
  batch: ['map', 'options', 'contract', 'util'],
  client: ['batch', 'map', 'conversation', 'call', 'stream', 'middleware', 'account', 'options', 'contract', 'util'],
  testing: ['*'],
  entry: ['*'],
  index: ['*'],
};

/** Returns one sentence for each import of core that leads to a folder which the importing folder may not use. */
export function levelProblems(
  files: readonly SourceFile[],
  table: Readonly<Record<string, readonly string[]>> = levels,
): readonly string[] {
  return files
    .filter((file) => file.package === 'core' && !isTest(file))
    .flatMap((file) => {
      const folder = folderOf(file.path);
      const allowed = table[folder];
      if (!allowed) return [`${nameOf(file)}: the table of folders does not know '${folder}'`];
      return importsOf(file)
        .filter((specifier) => isRelative(specifier) && targetOf(file, specifier) !== '../package.json')
        .filter((specifier) => {
          const target = folderOf(targetOf(file, specifier));
          return target !== folder && !allowed.includes(target) && !allowed.includes('*');
        })
        .map((specifier) => `${nameOf(file)} imports '${specifier}', which '${folder}' may not use`);
    });
}

function folderOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.indexOf('/')) : path.replace(/\.ts$/, '');
}
