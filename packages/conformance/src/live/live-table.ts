/** Result of the checks of one provider. */
export interface LiveRow {
  readonly provider: string;
  /** Day of the run, `YYYY-MM-DD`. */
  readonly day: string;
  /** `yes` or `no` by the name of the check. */
  readonly results: Readonly<Record<string, string>>;
}

/** Start and end of the table in the page. */
const [start, end] = ['<!-- live -->', '<!-- /live -->'];

/**
 * Replaces the rows of a page for the providers that were checked. Other rows stay as they are.
 *
 * @throws Error if the page has no table between its marks
 */
export function replaceTable(page: string, rows: readonly LiveRow[]): string {
  const [from, to] = [page.indexOf(start), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`The page has no table between ${start} and ${end}.`);
  const lines = page.slice(from, to).split('\n');
  const [header = ''] = lines.filter((line) => line.startsWith('| provider'));
  const checks = header
    .split('|')
    .slice(3, -1)
    .map((name) => name.trim());
  const table = lines.map((line) => {
    const row = rows.find(({ provider }) => line.startsWith(`| ${provider} |`));
    return row ? rowOf(row, checks) : line;
  });
  return page.slice(0, from) + table.join('\n') + page.slice(to);
}

function rowOf({ provider, day, results }: LiveRow, checks: readonly string[]): string {
  return `| ${[provider, day, ...checks.map((name) => results[name] ?? 'never')].join(' | ')} |`;
}
