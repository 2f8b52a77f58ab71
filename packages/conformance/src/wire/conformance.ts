import '../providers.ts';
/**
 * Replays every recorded answer for its provider, as recorded and one byte at a time, and prints the number of correct
 * outcomes by feature and provider. Run it with `pnpm conformance`. Exits with code 1 on any difference.
 */
import { answerOf, loadRecordings, type WireCase } from './wire-cases.ts';
import { differences } from './wire-compare.ts';

const columns = ['openai', 'gemini', 'xai', 'aliyun', 'siliconflow', 'anthropic', 'compat', 'all'] as const;

interface Score {
  right: number;
  asked: number;
}

const recordings = await loadRecordings();
if (!recordings) {
  console.error(
    'The recorded answers of the real services are missing. They must be in ../shared/wire beside this clone.',
  );
  process.exit(1);
}

const cases = recordings.loadCases();
const scores = new Map<string, Map<string, Score>>();
const wrong: string[] = [];
for (const split of ['recorded', 1] as const) {
  const replay = await recordings.startReplay({ split });
  for (const wireCase of cases) {
    replay.use(wireCase);
    const found = differences(await answerOf(wireCase, replay.url), wireCase.expect);
    for (const difference of found)
      wrong.push(`${wireCase.name} (${split === 1 ? 'bytewise' : 'recorded'}): ${difference}`);
    count(wireCase, split === 1 ? 'one byte at a time' : 'as recorded', found.length === 0);
    for (const feature of split === 'recorded' ? wireCase.features : []) count(wireCase, feature, found.length === 0);
  }
  await replay.close();
}

console.log(row('', columns));
for (const [name, cells] of scores)
  console.log(
    row(
      name,
      columns.map((column) => shown(cells.get(column))),
    ),
  );
for (const line of wrong) console.log(line);
process.exitCode = wrong.length === 0 ? 0 : 1;

function count({ provider }: WireCase, name: string, right: boolean): void {
  const cells = scores.get(name) ?? new Map<string, Score>();
  scores.set(name, cells);
  for (const column of [provider, 'all']) {
    const score = cells.get(column) ?? { right: 0, asked: 0 };
    cells.set(column, score);
    score.asked += 1;
    if (right) score.right += 1;
  }
}

function shown(score: Score | undefined): string {
  if (!score) return '';
  return score.right === score.asked ? String(score.asked) : `${score.right} of ${score.asked}`;
}

function row(name: string, cells: readonly string[]): string {
  return name.padEnd(22) + cells.map((cell) => cell.padStart(13)).join('');
}
