/**
 * Plots the requests of 200 concurrent calls to a service that accepts 20 requests per second, with and without the
 * rate-limit layer, under a virtual clock. Writes `docs/pacing.svg`: `pnpm bench:plot`.
 */
import { writeFileSync } from 'node:fs';
import { LLMClient, type Provider } from '@rephysco/core';
import { providerError } from '@rephysco/core/provider';
import { setClock, virtualClock } from '@rephysco/core/testing';

const rate = 20;
const burst = 5;
const calls = 200;
const seconds = 12;
const width = 0.25;

interface Run {
  readonly title: string;
  readonly answered: number;
  readonly accepted: readonly number[];
  readonly refused: readonly number[];
}

async function measure(title: string, limits: false | undefined): Promise<Run> {
  const time = virtualClock({ seed: 1 });
  const restore = setClock(time);
  const wait = (delay: number): Promise<void> => new Promise((resolve) => void time.setTimeout(resolve, delay));
  const bins = Math.ceil(seconds / width);
  const accepted = Array.from({ length: bins }, () => 0);
  const refused = Array.from({ length: bins }, () => 0);
  let level = burst;
  let at = 0;
  const provider: Provider = {
    name: 'service',
    identity: title,
    defaultModel: 'm',
    model: (id) => ({ id, input: ['text'] }),
    async *generate() {
      await wait(8);
      const now = time.monotonic();
      level = Math.min(burst, level + ((now - at) / 1000) * rate);
      at = now;
      const taken = level >= 1;
      const bin = Math.floor(now / 1000 / width);
      const counts = taken ? accepted : refused;
      if (bin < bins) counts[bin] = (counts[bin] ?? 0) + 1;
      if (taken) level -= 1;
      await wait(taken ? 300 : 8);
      if (!taken) {
        throw providerError('rate_limit', 'Slow down.', { provider: 'service', status: 429, retryAfter: 1 });
      }
      const usage = { inputTokens: 1, outputTokens: 1, totalTokens: 2 };
      yield { type: 'text', text: 'ok' };
      yield { type: 'finish', finishReason: 'stop', model: 'm', provider: 'service', usage };
    },
  };
  const client = new LLMClient({ provider, limits });
  const all = Array.from({ length: calls }, () =>
    client.generate('Hi').then(
      () => 1,
      () => 0,
    ),
  );
  const results = await time.settle(Promise.all(all));
  restore();
  return { title, answered: results.reduce<number>((sum, each) => sum + each, 0), accepted, refused };
}

function panel({ title, answered, accepted, refused }: Run, top: number): string {
  const [left, height, right] = [50, 110, 760];
  const most = 200;
  const step = (right - left) / accepted.length;
  const y = (value: number): number => top + height - (Math.min(value, most) / most) * height;
  const bar = (index: number, from: number, to: number, color: string): string =>
    to > from
      ? `<rect x="${(left + index * step).toFixed(1)}" y="${y(to).toFixed(1)}" width="${(step - 1).toFixed(1)}" height="${(y(from) - y(to)).toFixed(1)}" fill="${color}"/>`
      : '';
  const bars = accepted.map((count, index) => {
    const good = count / width;
    return bar(index, 0, good, '#2da44e') + bar(index, good, good + (refused[index] ?? 0) / width, '#cf222e');
  });
  const ticks = Array.from({ length: seconds + 1 }, (_, second) => {
    const x = (left + (second * (right - left)) / seconds).toFixed(1);
    return `<text x="${x}" y="${top + height + 14}" text-anchor="middle">${second} s</text>`;
  });
  const total = refused.reduce((sum, count) => sum + count, 0);
  return [
    `<text x="${left}" y="${top - 10}" font-weight="bold">${title}: ${answered} of ${calls} calls answered, ${total} requests refused</text>`,
    `<line x1="${left}" x2="${right}" y1="${y(rate)}" y2="${y(rate)}" stroke="#57606a" stroke-dasharray="4"/>`,
    `<text x="${left - 6}" y="${y(rate) + 4}" text-anchor="end">${rate}/s</text>`,
    `<text x="${left - 6}" y="${y(most) + 4}" text-anchor="end">${most}/s</text>`,
    ...bars,
    ...ticks,
  ].join('\n');
}

const before = await measure('Before (limits: false)', false);
const after = await measure('After (default)', undefined);
const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 780 340" font-family="sans-serif" font-size="12">
<title>Calls that were accepted and refused per second, before and after rate limits were learned</title>
<rect width="780" height="340" fill="#ffffff"/>
${panel(before, 40)}
${panel(after, 200)}
<rect x="520" y="4" width="10" height="10" fill="#2da44e"/><text x="534" y="13">accepted per second</text>
<rect x="655" y="4" width="10" height="10" fill="#cf222e"/><text x="669" y="13">refused (429)</text>
</svg>
`;
writeFileSync(`${import.meta.dirname}/../../docs/pacing.svg`, svg);
console.log([before, after].map(({ title, answered }) => `${title}: ${answered} of ${calls}`).join('\n'));
