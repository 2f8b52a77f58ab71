import { importsOf, isRelative, targetOf } from './imports.ts';
import { isTest, nameOf, type SourceFile } from './workspace.ts';

/** The levels inside core, lowest first: a file imports only from rows above its own. A folder stands for its files. */
export const levels: readonly (readonly string[])[] = [
  [
    'abort',
    'digest',
    'gathered-text',
    'iterators',
    'media-data',
    'media-rates',
    'media-type',
    'message',
    'node-fs',
    'public-address',
    'redact',
    'settle',
    'shared',
    'token-ranks',
    'usage',
    'wording',
  ],
  [
    'byte-merge',
    'error-details',
    'guarded-read',
    'history-repair',
    'image-size',
    'interrupted-turn',
    'minute',
    'queue',
    'rate-limit',
    'retry-budget',
  ],
  ['cache/store', 'errors', 'events', 'history', 'media-size', 'pace', 'piece-counter'],
  ['check-names', 'ledger'],
  ['timeout-options'],
  ['batches', 'config', 'gate', 'journal-lock', 'media', 'media-count', 'message-check', 'own-turn', 'schema'],
  ['download', 'history-change', 'history-json', 'request', 'schema-check', 'tap'],
  [
    'answer',
    'journal-lines',
    'pipeline',
    'provider',
    'request-size',
    'retry-loop',
    'structured',
    'sums',
    'tokens',
    'tool-arguments',
  ],
  ['accounts', 'price', 'reading', 'registry', 'token-estimate'],
  ['expense', 'model-fit', 'targets'],
  ['cache', 'count-request', 'model-table', 'options', 'text-stream'],
  ['count', 'journal', 'middleware', 'noted-answers', 'run-tools', 'turn-options', 'validate'],
  ['embed', 'layers', 'kept-history', 'prepare', 'tool-loop'],
  ['set-up', 'summaries'],
  ['answering', 'ask', 'others', 'trim-turns'],
  ['turn'],
  ['conversation'],
  ['client'],
  ['testing'],
  ['index'],
];

/** What the imports of core's files say against the levels, a sentence each. */
export function levelProblems(
  files: readonly SourceFile[],
  table: readonly (readonly string[])[] = levels,
): readonly string[] {
  return files
    .filter((file) => file.package === 'core' && !isTest(file))
    .flatMap((file) => {
      const level = levelOf(file.path, table);
      if (level < 0) return [`${nameOf(file)} has no level yet`];
      return importsOf(file)
        .filter((specifier) => isRelative(specifier) && !sameFolder(file.path, targetOf(file, specifier)))
        .filter((specifier) => levelOf(targetOf(file, specifier), table) >= level)
        .map((specifier) => `${nameOf(file)} imports '${specifier}', which is not below it`);
    });
}

function levelOf(path: string, table: readonly (readonly string[])[]): number {
  const name = path.replace(/\.ts$/, '');
  const exact = table.findIndex((row) => row.includes(name));
  return exact >= 0 ? exact : table.findIndex((row) => row.includes(folderOf(path)));
}

function folderOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.indexOf('/')) : '';
}

function sameFolder(one: string, other: string): boolean {
  return folderOf(one) !== '' && folderOf(one) === folderOf(other);
}
