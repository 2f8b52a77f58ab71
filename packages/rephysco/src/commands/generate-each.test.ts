import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMachine, type TestMachine } from '../testing/test-rephysco.ts';
import { progressLine } from './progress-bar.ts';

let machine: TestMachine;
beforeEach(async () => {
  machine = await createMachine();
});
afterEach(() => machine[Symbol.asyncDispose]());

const each = ['generate', '-m', 'openai:gpt-5.4-mini', '--each'];
const prompts = (): readonly unknown[] =>
  machine.simulator.requests.map(({ body }) => (body as { messages: { content: unknown }[] }).messages.at(-1)?.content);

describe('rephysco generate --each', () => {
  it('answers every non-empty line, with the prompt before it', async () => {
    const { code, out } = await machine.run([...each, 'Translate:'], 'one\n\ntwo\r\nthree');
    expect(code).toBe(0);
    expect([...prompts()].sort()).toEqual(['Translate:\n\none', 'Translate:\n\nthree', 'Translate:\n\ntwo']);
    expect(out.trimEnd().split('\n').length).toBeGreaterThanOrEqual(3);
  });

  it('prints one JSON object per line with --jsonl, in the order of the lines', async () => {
    const { code, out } = await machine.run([...each, '--jsonl'], 'one\n\ntwo\n');
    const lines = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(code).toBe(0);
    expect(lines.map(({ type, index, line }) => [type, index, line])).toEqual([
      ['end', 0, 1],
      ['end', 1, 3],
    ]);
    expect(String(lines[0]?.text)).not.toBe('');
  });

  it('reports failed lines, answers the others, and exits with 1', async () => {
    machine.simulator.fail('quota');
    const { code, err } = await machine.run([...each, '--concurrency', '1', '--retries', '0'], 'one\ntwo\n');
    expect(code).toBe(1);
    expect(err).toMatch(/error: line 1: .*\n/);
    expect(err).toContain('error: 1 of 2 lines were not answered');
  });

  it.each([['--json'], ['--dry-run'], ['--extract'], ['--no-stdin']])('rejects %s', async (flag) => {
    const { code, err } = await machine.run([...each, flag], 'one\n');
    expect(code).not.toBe(0);
    expect(err).toContain('--each');
    expect(prompts()).toEqual([]);
  });
});

describe('the progress bar', () => {
  it('shows the progress of the run, and fits into the terminal', () => {
    const progress = {
      done: 30,
      failed: 10,
      total: 80,
      rate: 4,
      eta: 10,
      cost: { amount: 0.5, currency: 'USD', estimated: false },
    };
    const line = progressLine(progress as never, 100);
    expect(line).toBe(`[${'#'.repeat(15)}${'-'.repeat(15)}] 40 of 80 lines, 10 failed, 4.0/s, 0.5000 USD, 10 s left`);
    expect(progressLine(progress as never, 40).length).toBeLessThan(40);
    expect(progressLine({ done: 3, failed: 0, rate: 1.5 }, 80)).toBe('3 lines, 1.5/s');
  });
});
