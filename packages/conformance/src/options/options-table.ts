import type { Finding, Outcome } from './option-audit.ts';

/** Columns of the table: a provider, with the protocol if it has several. */
const columns: readonly (readonly [string, (finding: Finding) => boolean])[] = [
  ['OpenAI', ({ provider, wire }) => provider === 'openai' && wire === 'chat'],
  ['OpenAI Responses', ({ provider, wire }) => provider === 'openai' && wire === 'responses'],
  ['Gemini', ({ provider }) => provider === 'gemini'],
  ['DashScope', ({ provider }) => provider === 'aliyun'],
  ['xAI', ({ provider }) => provider === 'xai'],
  ['SiliconFlow', ({ provider }) => provider === 'siliconflow'],
  ['Anthropic', ({ provider }) => provider === 'anthropic'],
];

const words: Readonly<Record<Outcome, string>> = { sent: 'yes', warned: 'warning', refused: 'error', silent: 'silent' };

/** Returns the Markdown table of each provider's effect of each option, over all models that are not retired. */
export function optionsTable(findings: readonly Finding[]): string {
  const rows = [...new Set(findings.map(({ option }) => option.row))].map((row) => {
    const cells = columns.map(([, belongs]) =>
      cellOf(findings.filter((each) => each.option.row === row && !each.retired && belongs(each))),
    );
    return `| ${[row, ...cells].join(' | ')} |`;
  });
  const heading = ['option', ...columns.map(([name]) => name)];
  return [`| ${heading.join(' | ')} |`, `|${'---|'.repeat(heading.length)}`, ...rows].join('\n');
}

/** Returns the common outcome of all values and models, or each outcome with its share. */
function cellOf(findings: readonly Finding[]): string {
  const outcomes = (Object.keys(words) as Outcome[])
    .map((outcome) => [outcome, findings.filter((each) => each.outcome === outcome).length] as const)
    .filter(([, count]) => count > 0);
  if (outcomes.length === 1) return words[outcomes[0]?.[0] ?? 'silent'];
  const shares = outcomes.slice(1).map(([, count]) => share(count / findings.length));
  const first = 100 - shares.reduce((sum, each) => sum + each, 0);
  return outcomes.map(([outcome], place) => `${words[outcome]} ${shares[place - 1] ?? first} %`).join(', ');
}

const share = (part: number): number => Math.min(99, Math.max(1, Math.round(part * 100)));
