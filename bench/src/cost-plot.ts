/**
 * Plots the tables of `docs/performance.md` as `docs/performance.svg`: the CPU time of each library as a multiple of raw `fetch`.
 * `pnpm bench:bars` runs it after the tables of the page have changed.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const colors: Readonly<Record<string, string>> = {
  fetch: '#57606a',
  'openai SDK': '#0969da',
  'AI SDK': '#8250df',
  rephysco: '#2da44e',
};
const rows = [
  'plain request, CPU us',
  'chunk in a burst, CPU us',
  'chunk a packet, CPU us',
  'start to first answer, CPU ms',
];
const docs = `${import.meta.dirname}/../../docs`;
const page = readFileSync(`${docs}/performance.md`, 'utf8');

/** Returns the cells of the first table row of the page that starts with the label, and the head of its table. */
function find(label: string): { readonly head: readonly string[]; readonly cells: readonly string[] } {
  const cellsOf = (line: string): readonly string[] =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
  const lines = page.split('\n');
  const at = lines.findIndex((line) => cellsOf(line)[0] === label);
  if (at < 0) throw new Error(`docs/performance.md has no row '${label}'.`);
  const top = lines.findLastIndex((line, index) => index < at && !line.startsWith('|'));
  return { head: cellsOf(lines[top + 1] ?? ''), cells: cellsOf(lines[at] ?? '') };
}

const [left, right, step] = [180, 700, 20];
const measured = rows.map((label) => {
  const { head, cells } = find(label);
  const values = Object.keys(colors).map((name) => Number.parseFloat(cells[head.indexOf(name)] ?? ''));
  return { label: label.replace(/, CPU .*/, ''), ratios: values.map((value) => value / (values[0] ?? 1)) };
});
const most = Math.max(...measured.flatMap(({ ratios }) => ratios));
const bars = measured.flatMap(({ label, ratios }, group) => {
  const top = 50 + group * (ratios.length * step + 24);
  return [
    `<text x="${left - 10}" y="${top + 2 * step}" text-anchor="end" font-weight="bold">${label}</text>`,
    ...ratios.map((ratio, index) => {
      const length = ((ratio / most) * (right - left)).toFixed(1);
      const y = top + index * step;
      return (
        `<rect x="${left}" y="${y}" width="${length}" height="${step - 4}" fill="${Object.values(colors)[index]}"/>` +
        `<text x="${left + Number(length) + 6}" y="${y + 12}">${ratio.toFixed(2)}</text>`
      );
    }),
  ];
});
const legend = Object.entries(colors).map(
  ([name, color], index) =>
    `<rect x="${left + index * 110}" y="12" width="10" height="10" fill="${color}"/>` +
    `<text x="${left + 16 + index * 110}" y="21">${name}</text>`,
);
const height = 50 + measured.length * (Object.keys(colors).length * step + 24);
const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 ${height}" font-family="sans-serif" font-size="12">
<title>CPU time as a multiple of raw fetch; shorter is better</title>
<rect width="760" height="${height}" fill="#ffffff"/>
${[...legend, ...bars].join('\n')}
</svg>
`;
writeFileSync(`${docs}/performance.svg`, svg);
console.log(
  measured.map(({ label, ratios }) => `${label}: ${ratios.map((ratio) => ratio.toFixed(2)).join(', ')}`).join('\n'),
);
