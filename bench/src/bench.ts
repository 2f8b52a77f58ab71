/** Measures the overhead of calls and compares it with the limits: `pnpm bench`. Takes about four minutes. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpus, release } from 'node:os';
import type { ContestantName } from './contestant.ts';
import { type Measured, measureRounds } from './rounds.ts';
import { measureStart } from './start.ts';
import { type Figures, ratios, spreadOf } from './statistics.ts';
import { type Bar, barTable, contestantTable } from './table.ts';

const openai: readonly ContestantName[] = ['fetch', 'openai SDK', 'AI SDK', 'rephysco'];
const gemini: readonly ContestantName[] = ['fetch, Gemini', 'Gemini SDK', 'rephysco, Gemini'];

const upstream = spawn(process.execPath, [`${import.meta.dirname}/upstream.ts`], {
  stdio: ['pipe', 'pipe', 'inherit'],
});
const [port] = (await once(upstream.stdout, 'data')) as [Buffer];
const url = `http://127.0.0.1:${String(port).trim()}`;
const started = performance.now();

const requests = await measureRounds('request', openai, { url, rounds: 15 });
const geminiRequests = await measureRounds('request', gemini, { url, rounds: 15 });
const burst = await measureRounds('burst', openai, { url, rounds: 9 });
const geminiBurst = await measureRounds('burst', gemini, { url, rounds: 5 });
const paced = await measureRounds('paced', openai, { url, rounds: 31 });
const firstText = await measureRounds('firstText', openai, { url, rounds: 9 });
const memory = await measureRounds('memory', openai, { url, rounds: 3, warmUp: 1 });
const clients = await measureRounds('clients', openai, { url, rounds: 3, warmUp: 1 });
const stalled = await measureRounds('stalled', openai, { url, rounds: 1, warmUp: 0 });
const start = await measureStart(url);
const inside = JSON.parse(
  execFileSync(process.execPath, [`${import.meta.dirname}/inside.ts`], { encoding: 'utf8' }),
) as {
  readonly [name in 'shortHit' | 'longHit' | 'layers' | 'layersAndCache' | 'counting']: Figures;
};
upstream.stdin.end();

const over = (measured: Measured, other: ContestantName, own: ContestantName = 'rephysco'): Figures =>
  ratios(measured('cpu', own), measured('cpu', other));
/** Returns how many microseconds a contestant's first text is later than that of raw fetch. */
const later = (name: ContestantName): Figures =>
  firstText('wall', name).map((figure, round) => figure - (firstText('wall', 'fetch')[round] ?? 0));

/** Returns a figure relative to the plain request of Rephysco with all layers. */
const ofPlain = (figure: number): number => figure / spreadOf(requests('cpu', 'rephysco')).median;

const bars: readonly Bar[] = [
  { what: 'plain request, over the openai SDK', bar: 0.75, unit: 'x', figures: over(requests, 'openai SDK') },
  { what: 'plain request, over the AI SDK', bar: 0.6, unit: 'x', figures: over(requests, 'AI SDK') },
  {
    what: 'plain request on the Gemini wire, over @google/generative-ai',
    bar: 1.15,
    unit: 'x',
    figures: over(geminiRequests, 'Gemini SDK', 'rephysco, Gemini'),
  },
  { what: 'chunk in a burst, over the openai SDK', bar: 0.45, unit: 'x', figures: over(burst, 'openai SDK') },
  { what: 'chunk in a burst, over the AI SDK', bar: 0.15, unit: 'x', figures: over(burst, 'AI SDK') },
  { what: 'chunk a packet, over the openai SDK', bar: 0.75, unit: 'x', figures: over(paced, 'openai SDK') },
  { what: 'chunk in a burst, over raw fetch', bar: 1.2, unit: 'x', figures: over(burst, 'fetch') },
  { what: 'chunk a packet, over raw fetch', bar: 1.1, unit: 'x', figures: over(paced, 'fetch') },
  {
    what: 'first text over raw fetch, us (bar: the openai SDK)',
    bar: spreadOf(later('openai SDK')).median,
    unit: 'us',
    figures: later('rephysco'),
  },
  { what: 'held by 20,000 chunks beyond the text', bar: 1, unit: 'MB', figures: memory('live', 'rephysco') },
  { what: 'left after them', bar: 0.3, unit: 'MB', figures: memory('left', 'rephysco') },
  { what: 'taken of 40 MB by a reader that stops', bar: 5, unit: 'MB', figures: stalled('taken', 'rephysco') },
  {
    what: 'start to first answer, over the openai SDK',
    bar: 1.1,
    unit: 'x',
    figures: ratios(start.get('rephysco'), start.get('openai SDK')),
  },
  {
    what: 'start to first answer, over raw fetch',
    bar: 1,
    unit: 'x',
    figures: ratios(start.get('rephysco'), start.get('fetch')),
  },
  {
    what: 'held by a client after one call, over the openai SDK',
    bar: 2,
    unit: 'x',
    figures: ratios(clients('held', 'rephysco'), clients('held', 'openai SDK')),
  },
  { what: 'answer from memory, short request', bar: 5, unit: 'us', figures: inside.shortHit },
  { what: 'answer from memory, request of 44 KB', bar: 150, unit: 'us', figures: inside.longHit },
  { what: 'layers, over a plain request', bar: 0.05, unit: 'x', figures: inside.layers.map(ofPlain) },
  {
    what: 'layers, and a cache that has to ask and to keep, over a plain request',
    bar: 0.05,
    unit: 'x',
    figures: inside.layersAndCache.map(ofPlain),
  },
  { what: 'counting a history with one new message, over anew', bar: 0.02, unit: 'x', figures: inside.counting },
];

console.log(`Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model}, kernel ${release()}\n`);
console.log(
  contestantTable(openai, [
    ['plain request, CPU us', (name) => requests('cpu', name)],
    ['chunk in a burst, CPU us', (name) => burst('cpu', name)],
    ['chunk a packet, CPU us', (name) => paced('cpu', name)],
    ['first text, later than fetch, us', later],
    ['held by 20,000 chunks, MB', (name) => memory('live', name)],
    ['left after them, MB', (name) => memory('left', name)],
    ['held by a client after one call, KB', (name) => clients('held', name)],
    ['taken when stalled, MB', (name) => stalled('taken', name)],
  ]),
);
console.log(
  contestantTable(gemini, [
    ['plain request, CPU us', (name) => geminiRequests('cpu', name)],
    ['chunk in a burst, CPU us', (name) => geminiBurst('cpu', name)],
  ]),
);
console.log(contestantTable([...start.keys()], [['start to first answer, CPU ms', (name) => start.get(name) ?? []]]));
console.log(`${barTable(bars)}\n\n${((performance.now() - started) / 1000).toFixed(0)} s`);
