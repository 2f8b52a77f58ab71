import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import ts from 'typescript';
import { root } from './workspace.ts';

/** Words for files that hold no comment, or are the same in every package. */
const words: Readonly<Record<string, string>> = {
  '.ci/run': 'everything a change has to pass',
  '.oxlintrc.json': 'the lint rules that need types: promises, exhaustive switches',
  'biome.json': 'format and lint',
  'knip.json': 'what to look at for unused files, exports and dependencies',
  'package.json': 'the commands, and the tools behind them',
  'pnpm-workspace.yaml': 'the packages, and one version of each tool',
  'tsconfig.base.json': 'how strictly TypeScript reads the sources',
  'tsconfig.json': 'one type check for everything',
  'turbo.json': 'what a build reads and writes',
  'vitest.config.ts': 'one test run for everything, on sources',
  'bin.ts': 'what the shell starts',
  'index.ts': 'the names that users import, listed by hand',
  'models.ts': 'names of the models, and what is known about each',
  'register.ts': 'importing it registers the provider',
};

/** A file by its path from the root of the repository, and what it is about. */
export interface Leaf {
  readonly path: string;
  readonly about: string;
}

/** What people write: sources, scripts, examples, pages and settings; not tests, nor what stands beside a package's sources. */
export function leaves(): readonly Leaf[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root });
  const shown =
    /^(packages\/[^/]+\/src|examples|scripts)\/.*\.(ts|mjs)$|^docs\/.*\.md$|^(?!pnpm-lock)[^/]+\.(ts|json|yaml)$|^\.ci\//;
  const paths = listed.toString().trim().split('\n').sort();
  return paths
    .filter((path) => shown.test(path) && !/\.test(-d)?\.ts$/.test(path))
    .map((path) => ({ path, about: aboutOf(path, readFileSync(join(root, path), 'utf8')) }));
}

/**
 * What a file says that it is: of a page its heading; of a program the first sentence of its first comment, or of the
 * export that bears the file's name.
 *
 * @throws Error when it says nothing
 */
export function aboutOf(path: string, text: string): string {
  const about =
    words[path] ??
    words[basename(path)] ??
    (path.endsWith('.md') ? /^# (.*)/.exec(text)?.[1] : aboutProgram(path, text));
  if (!about) throw new Error(`${path} does not say what it is: give its main export, or its first line, a comment`);
  return about;
}

/** The tree as it is shown: two spaces a level, one line a file. */
export function drawn(files: readonly Leaf[]): string {
  const lines: string[] = [];
  let open: readonly string[] = [];
  for (const { path, about } of files) {
    const folders = dirname(path) === '.' ? [] : dirname(path).split('/');
    const shared = folders.findIndex((folder, level) => folder !== open[level]);
    const fresh = shared < 0 ? [] : folders.slice(shared);
    for (const [index, folder] of fresh.entries()) lines.push(`${'  '.repeat(shared + index)}${folder}/`);
    lines.push(`${'  '.repeat(folders.length)}${basename(path)}: ${about}`);
    open = folders;
  }
  return lines.join('\n');
}

/** The page with its block between `<!-- tree -->` and `<!-- /tree -->` drawn anew. */
export function withTree(page: string, files: readonly Leaf[]): string {
  return page.replace(
    /(<!-- tree -->\n).*(<!-- \/tree -->)/s,
    (_, start, end) => `${start}\n\`\`\`\n${drawn(files)}\n\`\`\`\n\n${end}`,
  );
}

function aboutProgram(path: string, text: string): string | undefined {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const named = path
    .replace(/.*\//, '')
    .replace(/\.\w+$/, '')
    .replaceAll('-', '');
  const documented = source.statements.flatMap((statement) => {
    const doc = ts.getJSDocCommentsAndTags(statement).find(ts.isJSDoc);
    const comment = ts.getTextOfJSDocComment(doc?.comment);
    return comment ? [{ name: nameOf(statement).toLowerCase(), comment }] : [];
  });
  const main =
    documented.find(({ name }) => name === named) ??
    documented.find(({ name }) => name.includes(named)) ??
    documented[0];
  return firstSentence(main?.comment ?? /^(?:#!.*\n)?\/\/ (.*)/.exec(text)?.[1]);
}

function nameOf(statement: ts.Statement): string {
  const declared = ts.isVariableStatement(statement) ? statement.declarationList.declarations[0] : statement;
  const name = declared && ts.getNameOfDeclaration(declared as ts.Declaration);
  return name && ts.isIdentifier(name) ? name.text : '';
}

/** A sentence that would not fit a line stops at its first colon, semicolon or bracket. */
function firstSentence(comment: string | undefined): string | undefined {
  const sentence = comment?.replaceAll('\n', ' ').replace(/\.(\s.*|$)/, '');
  return sentence && sentence.length > 110 ? sentence.replace(/\s*[:;(].*/, '') : sentence;
}

if (import.meta.main) {
  const page = join(root, 'CONTRIBUTING.md');
  writeFileSync(page, withTree(readFileSync(page, 'utf8'), leaves()));
}
