import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { casesOf, type HostileService, runHostile, startHostileService } from './hostile-run.ts';
import { shapes } from './shapes.ts';

/** Shapes that are quick to answer. `pnpm hostile` sends all of them. */
const names: ReadonlySet<string> = new Set([
  'text',
  'reasoning',
  'parts',
  'tool calls',
  'large arguments',
  'sources in lists',
  'logprobs in lists',
  'many choices',
  'wide JSON',
  'deep JSON',
  'many values',
  'many keys',
  'many parts',
  'many calls',
  'a large error',
  'a deep error',
  'an error without end',
  'lines of one event',
  'one line',
  'line feeds',
  'spaces',
  'comments',
  'spaces before JSON',
  'headers without end',
  'interim responses',
  'a brotli bomb',
  'a bomb of white space',
  'a bomb in an error',
]);

/** Limits that hold on a busy machine. `pnpm hostile` has the strict ones. */
const most = { peak: 280, stall: 1000 };

let service: HostileService;
beforeAll(async () => {
  service = await startHostileService();
});
afterAll(() => service.close());

describe('a process in place of a container of 256 MB', () => {
  it.concurrent.each(['openai', 'gemini', 'anthropic', 'aliyun', 'xai', 'siliconflow'])(
    'survives each hostile response in place of %s, with a typed error and without long stalls',
    { timeout: 180_000 },
    async (provider) => {
      const cases = casesOf(provider, (name) => names.has(name));
      const problems: string[] = [];
      let count = 0;
      for await (const { shape, stream, outcome, stall, peak } of runHostile(service, cases)) {
        count += 1;
        const isFine = /^(?:answer|\w+Error)/.test(outcome) && !outcome.startsWith('RangeError');
        if (isFine && stall < most.stall && peak < most.peak) continue;
        const name = `${stream ? 'streamed' : 'plain'} ${shapes[shape]?.name}`;
        problems.push(`${name}: ${outcome}, ${stall} ms, ${peak} MB`);
      }
      expect(problems).toEqual([]);
      expect(count).toBe(cases.length);
    },
  );

  it('has a name for each shape', () => {
    const known = new Set(shapes.map(({ name }) => name));
    expect(known.size).toBe(shapes.length);
    expect([...names].filter((name) => !known.has(name))).toEqual([]);
  });
});
