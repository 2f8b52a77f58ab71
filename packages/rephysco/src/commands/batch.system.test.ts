import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMachine, type TestMachine } from '../testing/test-rephysco.ts';

let machine: TestMachine;
beforeEach(async () => {
  machine = await createMachine();
});
afterEach(() => machine[Symbol.asyncDispose]());

const batch = ['batch', '-m', 'openai:gpt-5.4-mini'];
const prompts = (): readonly unknown[] =>
  machine.simulator.requests.map(({ body }) => (body as { messages: { content: unknown }[] }).messages.at(-1)?.content);
const at = (name: string): string => join(machine.cwd, name);
const lines = (name: string): readonly Record<string, unknown>[] =>
  readFileSync(at(name), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('rephysco batch', () => {
  it('answers a file, and sends no request when it is run again', async () => {
    writeFileSync(
      at('in.jsonl'),
      '"one"\n\n{"id":"b","prompt":"two"}\n{"messages":[{"role":"user","content":"three"}]}\n',
    );
    const first = await machine.run([...batch, 'in.jsonl', '-o', 'out.jsonl']);
    expect([first.code, first.out]).toEqual([0, '']);
    expect(first.err).toMatch(/^3 items, 3 done, \S+, \d+\.\d s\n$/);
    expect(lines('out.jsonl').map(({ index, id }) => [index, id])).toEqual([
      [0, '0'],
      [1, 'b'],
      [2, '2'],
    ]);
    const written = readFileSync(at('out.jsonl'), 'utf8');
    const again = await machine.run([...batch, 'in.jsonl', '-o', 'out.jsonl']);
    expect(again.err).toContain('3 from the journal');
    expect([again.code, prompts().length, readFileSync(at('out.jsonl'), 'utf8')]).toEqual([0, 3, written]);
  });

  it('reads csv, txt and standard input, and prints outcomes without an output', async () => {
    writeFileSync(at('in.csv'), 'id,prompt,other\na,"one, ""two""\nthree",x\n');
    writeFileSync(at('in.txt'), '\uFEFFfour\r\nfive\r\n');
    const csv = await machine.run([...batch, 'in.csv']);
    expect(JSON.parse(csv.out)).toMatchObject({ index: 0, id: 'a', result: { finishReason: 'stop' } });
    expect((await machine.run([...batch, 'in.txt'])).code).toBe(0);
    expect((await machine.run(batch, '{"prompt":"six"}\n')).code).toBe(0);
    expect(prompts()).toEqual(['one, "two"\nthree', 'four', 'five', 'six']);
  });

  it('reports lines that cannot be sent by their number, and answers the others', async () => {
    writeFileSync(
      at('in.jsonl'),
      '"one"\n{nonsense\n{"id":1,"prompt":"a"}\n{"id":1,"prompt":"b"}\n{"text":"x"}\n"two"\n',
    );
    const { code, err } = await machine.run([...batch, 'in.jsonl', '-o', 'out.jsonl']);
    expect(code).toBe(1);
    expect(err).toContain('error: Line 2 of in.jsonl is not JSON');
    expect(err).toContain('error: Line 4 of in.jsonl has the same id as the item at index 2: "1"');
    expect(err).toContain('error: Line 5 of in.jsonl has no prompt');
    expect([...prompts()].sort()).toEqual(['a', 'one', 'two']);
    expect(lines('out.jsonl')).toHaveLength(6);
  });

  it('rejects an output of another program, other options, and a keyboard', async () => {
    writeFileSync(at('in.txt'), 'one\n');
    writeFileSync(at('mine.jsonl'), 'important\n');
    expect((await machine.run([...batch, 'in.txt', '-o', 'mine.jsonl'])).code).toBe(2);
    expect(readFileSync(at('mine.jsonl'), 'utf8')).toBe('important\n');
    await machine.run([...batch, 'in.txt', '-o', 'out.jsonl', '-t', '0.5']);
    const other = await machine.run([...batch, 'in.txt', '-o', 'out.jsonl', '-t', '0.7']);
    expect([other.code, other.err.includes('temperature was 0.5 and is now 0.7')]).toEqual([2, true]);
    expect((await machine.run([...batch, 'in.txt', '-o', 'new.jsonl', '--max-cost', 'much'])).code).toBe(2);
    expect(existsSync(at('new.jsonl'))).toBe(false);
  });

  it('stops at the maximum cost, and can be resumed with a higher one', async () => {
    writeFileSync(at('in.txt'), Array.from({ length: 30 }, (_, index) => `question ${index}\n`).join(''));
    const args = [...batch, 'in.txt', '-o', 'out.jsonl', '--max-tokens', '20'];
    const first = await machine.run([...args, '--max-cost', '0.0005']);
    expect([first.code, existsSync(at('out.jsonl'))]).toEqual([5, false]);
    const status = await machine.run(['batch', 'status', 'out.jsonl']);
    expect(status.out).toMatch(/^\d+ done, 0 failed, \S+, not running\n$/);
    expect((await machine.run([...args, '--max-cost', '1'])).code).toBe(0);
    expect([prompts().length, lines('out.jsonl').length]).toEqual([30, 30]);
  });

  it('sends failed items again with --retry-failed', async () => {
    writeFileSync(at('in.txt'), 'one\ntwo\n');
    machine.simulator.fail('400');
    const args = [...batch, 'in.txt', '-o', 'out.jsonl', '--retries', '0', '--concurrency', '1'];
    expect((await machine.run(args)).code).toBe(1);
    expect((await machine.run(args)).err).toContain('1 failed (--retry-failed sends them again), 2 from the journal');
    expect((await machine.run([...args, '--retry-failed'])).code).toBe(0);
    expect(prompts()).toEqual(['one', 'two', 'one']);
  });

  it('submits a batch for half of the price with --half-price, and collects it when it is run again', async () => {
    writeFileSync(at('in.txt'), 'one\ntwo\nthree\n');
    const args = [...batch, 'in.txt', '-o', 'out.jsonl', '--half-price', '--max-tokens', '20'];
    const first = await machine.run(args);
    const id = machine.simulator.batches[0]?.id;
    expect([first.code, first.err]).toEqual([
      0,
      expect.stringContaining(`batch ${id}: 3 items, queued\n3 items, 0 done, 3 waiting at the provider`),
    ]);
    expect(existsSync(at('out.jsonl'))).toBe(false);
    const status = await machine.run(['batch', 'status', 'out.jsonl']);
    expect(status.out).toBe(`0 done, 0 failed, not running\nbatch ${id}: 3 items, running, 0 finished\n`);
    expect((await machine.run(args)).err).toContain('3 items, 3 done,');
    expect([lines('out.jsonl').length, machine.simulator.batches.length]).toEqual([3, 1]);
    expect((await machine.run(['batch', 'status', 'out.jsonl'])).out).toMatch(/^3 done, 0 failed, \S+, not running\n$/);
  });

  it('waits with --wait, and cancels a batch at the provider', async () => {
    writeFileSync(at('in.txt'), 'one\ntwo\n');
    const args = [...batch, 'in.txt', '-o', 'out.jsonl', '--half-price'];
    expect((await machine.run([...batch, 'in.txt', '-o', 'out.jsonl', '--wait'])).code).toBe(2);
    await machine.run(args);
    const cancelled = await machine.run(['batch', 'cancel', 'out.jsonl']);
    expect([cancelled.code, cancelled.err]).toEqual([0, expect.stringContaining('cancelled batch batch_')]);
    expect((await machine.run(args)).err).toContain('2 waiting at the provider');
    expect((await machine.run([...args, '--wait'])).err).toContain('2 items, 2 done');
    expect(machine.simulator.batches).toHaveLength(2);
  });

  it('does not cancel a batch that does not run', async () => {
    writeFileSync(at('in.txt'), 'one\n');
    await machine.run([...batch, 'in.txt', '-o', 'out.jsonl']);
    const { code, err } = await machine.run(['batch', 'cancel', 'out.jsonl']);
    expect([code, err.includes('It does not run')]).toEqual([2, true]);
    expect((await machine.run(['batch', 'status', 'none.jsonl'])).code).toBe(2);
  });
});
