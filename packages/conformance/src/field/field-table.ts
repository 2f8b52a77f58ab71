import { caseNames } from './case-names.ts';

/** Result of a case: right, a typed error, an untyped error, wrong, or not applicable. */
export type Verdict = 'right' | 'typed' | 'untyped' | 'wrong' | 'n.a.';

/** Result of one library, as the runner of the field cases writes it. */
export interface PeerResult {
  readonly peer: string;
  /** Packages and their versions. */
  readonly version: string;
  readonly rows: readonly { readonly file: string; readonly name: string; readonly verdict: Verdict }[];
}

/** Numbers of passed and failed checks of a suite that only Rephysco runs. */
export interface SuiteResult {
  readonly suite: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const words: Readonly<Record<Verdict, string>> = {
  right: 'right',
  typed: 'typed error',
  untyped: 'untyped error',
  wrong: 'wrong',
  'n.a.': 'not applicable',
};
const verdicts = Object.keys(words) as Verdict[];

function row(cells: readonly (string | number)[]): string {
  return `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`;
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  return [row(head), `|${'---|'.repeat(head.length)}`, ...rows.map(row)].join('\n');
}

/** Returns the tables of the page: the counts of each library, the verdict of each case, and the suites of Rephysco. */
export function fieldTables(day: string, peers: readonly PeerResult[], suites: readonly SuiteResult[]): string {
  const counts = peers.map(({ peer, version, rows }) => [
    peer,
    version.replace(/^rephysco /, 'commit '),
    ...verdicts.map((verdict) => rows.filter((each) => each.verdict === verdict).length),
  ]);
  const cases = (peers[0]?.rows ?? []).map(({ file, name }) => [
    caseNames[file.slice(0, 2)] ?? name,
    ...peers.map(({ rows }) => words[rows.find((each) => each.file === file)?.verdict ?? 'n.a.']),
  ]);
  return [
    `Run on ${day} with default options, on loopback.`,
    table(['library', 'versions', ...Object.values(words)], counts),
    table(['case', ...peers.map(({ peer }) => peer)], cases),
    table(
      ['suite for Rephysco only', 'passed', 'failed', 'skipped'],
      suites.map(({ suite, passed, failed, skipped }) => [suite, passed, failed, skipped]),
    ),
  ].join('\n\n');
}

/** Returns the page with new tables between its markers. @throws Error if the page has no markers */
export function replaceTables(page: string, tables: string): string {
  const markers = /(<!-- field -->\n)[\s\S]*?(<!-- \/field -->)/;
  if (!markers.test(page)) throw new Error('docs/field.md has no markers <!-- field --> and <!-- /field -->.');
  return page.replace(markers, (_, start: string, end: string) => `${start}\n${tables}\n\n${end}`);
}

/** Reads the last line of a suite, such as `30 passed, 0 failed`. Its wording varies. */
export function suiteResult(suite: string, output: string): SuiteResult {
  const [line = ''] = output.match(/^\d+ passed, .*$/gm)?.slice(-1) ?? [];
  if (!line) throw new Error(`The suite ${suite} printed no result. Its last lines: ${output.slice(-500)}`);
  const count = (word: RegExp) => Number(word.exec(line)?.[1] ?? 0);
  return {
    suite,
    passed: count(/(\d+) passed/),
    failed: count(/(\d+) (?:failed|fall short)/),
    skipped: count(/(\d+) skipped/),
  };
}
