/**
 * Plots a batch of 3,000 items at a simulated provider whose process is killed twice. Writes `docs/batch.svg`:
 * `pnpm plot:batch`.
 */
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { batchStatus } from '@rephysco/core';
import { createSimulator } from '@rephysco/simulator';
import { startBatch } from './kill-run.ts';

const items = 3000;
const partSize = 300;
/** Seconds that the simulated provider takes for a batch. */
const batchDelay = 6;
/** Seconds at which the process is killed. */
const killTimes = [2.5, 9];

interface Sample {
  readonly time: number;
  readonly submitted: number;
  readonly finished: number;
}

const folder = mkdtempSync(join(tmpdir(), 'plot-'));
const simulator = await createSimulator({ batchDelay });
const input = join(folder, 'in.txt');
writeFileSync(input, Array.from({ length: items }, (_, index) => `Question ${index}\n`).join(''));
const output = join(folder, 'out.jsonl');
const job = { provider: 'openai', baseURL: simulator.baseURL('openai'), input, output, partSize };
const samples: Sample[] = [{ time: 0, submitted: 0, finished: 0 }];
const kills: number[] = [];
const began = performance.now();
const elapsed = (): number => (performance.now() - began) / 1000;
const sampler = setInterval(() => void sample(), 100);
const times = [...killTimes];
for (let code: number | null = null; code !== 0; ) {
  const child = startBatch(job);
  const at = times.shift();
  const timer = setTimeout(() => child.kill('SIGKILL'), at === undefined ? 1e9 : (at - elapsed()) * 1000);
  [code] = (await once(child, 'exit')) as [number | null];
  clearTimeout(timer);
  if (code !== 0) kills.push(elapsed());
}
clearInterval(sampler);
await sample();
await simulator.close();
rmSync(folder, { recursive: true, force: true });

async function sample(): Promise<void> {
  const journal = `${output}.journal`;
  if (!existsSync(journal)) return;
  const { done, failed } = await batchStatus(journal);
  const submitted = simulator.batches.reduce((sum, { lines }) => sum + lines, 0);
  samples.push({ time: elapsed(), submitted, finished: done + failed });
}

const end = Math.ceil(elapsed());
const [left, right, top, bottom] = [60, 760, 40, 250];
const x = (time: number): string => (left + (time / end) * (right - left)).toFixed(1);
const y = (count: number): string => (bottom - (count / items) * (bottom - top)).toFixed(1);
const line = (countOf: (sample: Sample) => number, color: string): string =>
  `<polyline fill="none" stroke="${color}" stroke-width="2" points="${samples.map((each) => `${x(each.time)},${y(countOf(each))}`).join(' ')}"/>`;
const seconds = Array.from({ length: end + 1 }, (_, second) => second).filter((second) => second % 2 === 0);
const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 780 290" font-family="sans-serif" font-size="12">
<title>Items submitted to the provider and items with an outcome, over time, of a batch whose process was killed twice</title>
<rect width="780" height="290" fill="#ffffff"/>
<text x="${left}" y="22" font-weight="bold">${items} items in ${simulator.batches.length} batches of ${partSize}; kill -9 after ${kills.map((time) => `${time.toFixed(1)} s`).join(' and ')}</text>
${[0, 1000, 2000, 3000].map((count) => `<text x="${left - 6}" y="${Number(y(count)) + 4}" text-anchor="end">${count}</text><line x1="${left}" x2="${right}" y1="${y(count)}" y2="${y(count)}" stroke="#d0d7de"/>`).join('\n')}
${seconds.map((second) => `<text x="${x(second)}" y="${bottom + 16}" text-anchor="middle">${second} s</text>`).join('')}
${kills.map((time) => `<line x1="${x(time)}" x2="${x(time)}" y1="${top}" y2="${bottom}" stroke="#cf222e" stroke-dasharray="4"/>`).join('')}
${line(({ submitted }) => submitted, '#0969da')}
${line(({ finished }) => finished, '#2da44e')}
<rect x="440" y="14" width="10" height="10" fill="#0969da"/><text x="454" y="23">submitted</text>
<rect x="530" y="14" width="10" height="10" fill="#2da44e"/><text x="544" y="23">with an outcome</text>
<rect x="655" y="14" width="10" height="10" fill="#cf222e"/><text x="669" y="23">kill -9</text>
</svg>
`;
writeFileSync(`${import.meta.dirname}/../../../../docs/batch.svg`, svg);
const twice = simulator.batches.length * partSize - items;
console.log(
  `${samples.at(-1)?.finished} of ${items} finished in ${end} s, ${kills.length} kills, ${twice} items sent twice`,
);
