/** Measures the growth of costs and plots it as `docs/growth.svg`: `pnpm bench:growth`. Exits with 1 above a limit. */
import { writeFileSync } from 'node:fs';
import { type Growth, measureGrowth } from './growth.ts';
import { growthTable } from './table.ts';

const colors = ['#0969da', '#cf222e', '#2da44e', '#8250df', '#bf8700', '#57606a'];
const plot = { left: 60, right: 500, top: 30, bottom: 330 };

const all = await measureGrowth();
const logs = (pick: (growth: Growth) => readonly number[]): readonly number[] => all.flatMap(pick).map(Math.log10);
const xs = { from: 0, to: Math.ceil(Math.max(...logs(({ sizes }) => sizes))) };
const ys = {
  from: Math.floor(Math.min(...logs(({ costs }) => costs))),
  to: Math.ceil(Math.max(...logs(({ costs }) => costs))),
};
const x = (log: number): string =>
  (plot.left + ((log - xs.from) / (xs.to - xs.from)) * (plot.right - plot.left)).toFixed(1);
const y = (log: number): string =>
  (plot.bottom - ((log - ys.from) / (ys.to - ys.from)) * (plot.bottom - plot.top)).toFixed(1);
const range = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

const grid = [
  ...range(xs.from, xs.to).map(
    (log) =>
      `<line x1="${x(log)}" x2="${x(log)}" y1="${plot.top}" y2="${plot.bottom}" stroke="#d0d7de"/>` +
      `<text x="${x(log)}" y="${plot.bottom + 16}" text-anchor="middle">${(10 ** log).toLocaleString('en')}</text>`,
  ),
  ...range(ys.from, ys.to).map(
    (log) =>
      `<line x1="${plot.left}" x2="${plot.right}" y1="${y(log)}" y2="${y(log)}" stroke="#d0d7de"/>` +
      `<text x="${plot.left - 6}" y="${Number(y(log)) + 4}" text-anchor="end">${10 ** log} ms</text>`,
  ),
];
const lines = all.map(({ sizes, costs, what, exponent }, index) => {
  const points = sizes.map((size, at) => `${x(Math.log10(size))},${y(Math.log10(costs[at] ?? 1))}`);
  const color = colors[index % colors.length];
  const row = plot.top + 20 + index * 22;
  return [
    `<polyline points="${points.join(' ')}" fill="none" stroke="${color}" stroke-width="2"/>`,
    `<rect x="520" y="${row - 9}" width="10" height="10" fill="${color}"/>`,
    `<text x="536" y="${row}">${what}: ${exponent.toFixed(2)}</text>`,
  ].join('\n');
});
const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 860 360" font-family="sans-serif" font-size="12">
<title>CPU by size, with the exponent of the growth. Both axes are logarithmic.</title>
<rect width="860" height="360" fill="#ffffff"/>
${[...grid, ...lines].join('\n')}
</svg>
`;
writeFileSync(`${import.meta.dirname}/../../docs/growth.svg`, svg);
console.log(growthTable(all));
if (all.some(({ exponent, bar }) => exponent > bar)) process.exitCode = 1;
